package io.millrace.tests.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.Classification;
import io.millrace.avro.CloseReason;
import io.millrace.avro.ImageEvent;
import io.millrace.avro.LabelScore;
import io.millrace.avro.ModelState;
import io.millrace.avro.Origin;
import io.millrace.avro.Prediction;
import io.millrace.avro.Timing;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The oracle is green on a clean run and red on every fault that it names. */
class OracleTest {

  private static final int PARTITIONS = 2;
  private static final int IMAGES = 5;
  private static final String DIGEST = "d".repeat(64);
  private static final byte[] KEY = {1};

  private final Oracle oracle = new Oracle(new SourceIsTheLabel());
  private final Evidence clean = clean();

  /** In this small world every image shows its source. */
  private static final class SourceIsTheLabel implements Reference {
    @Override
    public boolean knows(ImageEvent image) {
      return true;
    }

    @Override
    public Optional<String> complaint(ImageEvent image, Prediction prediction) {
      var said = ((Classification) prediction.getResult()).getLabels().get(0).getLabel();
      return said.equals(image.getSource()) ? Optional.empty() : Optional.of(said);
    }
  }

  @Test
  void cleanEvidenceIsClean() {
    assertThat(clean.isSettled()).isTrue();
    assertThat(oracle.judge(clean).faults()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyTamperingIsFound(Tampering tampering) {
    assertThat(oracle.judge(tampering.of(clean)).faults()).contains(tampering.fault());
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {"DROP_ONE", "REPEAT_ONE", "SWAP_TWO", "FLIP_ONE_LABEL", "ADD_A_PHANTOM"})
  void faultIsCountedOnceAndAsNothingElse(Tampering tampering) {
    Verdict verdict = oracle.judge(tampering.of(clean));
    assertThat(verdict.faults()).containsExactly(tampering.fault());
    assertThat(verdict.count(tampering.fault())).isOne();
  }

  @Test
  void deadLetterThatIsNotItsImageIsTorn() {
    Outcome.Scored one = clean.scored().toList().get(0);
    List<Outcome> outcomes = new ArrayList<>(clean.outcomes());
    var cut =
        new ConsumerRecord<>("image-dead-letters", one.origin().partition(), 0, KEY, new byte[0]);
    outcomes.set(outcomes.indexOf(one), new Outcome.DeadLettered(cut, one.origin(), "CORRUPT"));
    assertThat(oracle.judge(clean.withOutcomes(outcomes)).faults()).contains(Fault.TORN);
  }

  @Test
  void outcomeInAnotherPartitionIsOutOfOrder() {
    Outcome.Scored one = clean.scored().toList().get(0);
    List<Outcome> outcomes = new ArrayList<>(clean.outcomes());
    var moved = new ConsumerRecord<>("predictions", 7, 0, KEY, new byte[0]);
    outcomes.set(outcomes.indexOf(one), new Outcome.Scored(moved, one.prediction()));
    assertThat(oracle.judge(clean.withOutcomes(outcomes)).faults())
        .containsExactly(Fault.OUT_OF_ORDER);
  }

  private static Evidence clean() {
    List<Input> images = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (int offset = 0; offset < IMAGES; offset++) {
        ImageEvent event = event("source-%d-%d".formatted(partition, offset));
        images.add(new Input(record("images", partition, offset), event));
        outcomes.add(
            new Outcome.Scored(
                record("predictions", partition, offset), prediction(event, partition, offset)));
      }
    }
    return new Evidence(images, outcomes, List.of(state(1, 1L), state(2, 2L)));
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, int partition, long offset) {
    return new ConsumerRecord<>(topic, partition, offset, KEY, new byte[] {2});
  }

  private static ImageEvent event(String source) {
    return new ImageEvent(
        UUID.nameUUIDFromBytes(source.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        source,
        Instant.EPOCH,
        null,
        Map.of(),
        null,
        ByteBuffer.allocate(1));
  }

  /** The version changes after the second image of each partition. */
  private static Prediction prediction(ImageEvent image, int partition, long offset) {
    long version = offset < 2 ? 1 : 2;
    return Prediction.newBuilder()
        .setImageId(image.getId())
        .setSource(image.getSource())
        .setCapturedAt(image.getCapturedAt())
        .setOrigin(new Origin(partition, offset))
        .setModel("m")
        .setVersion(version)
        .setDigest(DIGEST)
        .setSequence(version)
        .setArm(Arm.STABLE)
        .setResult(new Classification(List.of(new LabelScore(0, image.getSource(), 1f))))
        .setTiming(new Timing(0L, 0L, 0L, 0L, 1, CloseReason.SIZE))
        .setProvider("cpu")
        .setPrecision("fp32")
        .setFlags(List.of())
        .build();
  }

  private static ModelState state(long sequence, long stable) {
    var versions = List.of(version(1L), version(2L));
    return new ModelState("m", sequence, Instant.EPOCH, stable, null, null, null, null, versions);
  }

  private static VersionState version(long number) {
    return new VersionState(
        number, DIGEST, VersionStatus.STABLE, null, Instant.EPOCH, "test", "{}", List.of(), null);
  }
}
