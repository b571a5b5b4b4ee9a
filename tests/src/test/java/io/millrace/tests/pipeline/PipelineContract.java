package io.millrace.tests.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Prediction;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Topics;
import io.millrace.tests.oracle.Oracle;
import io.millrace.tests.oracle.Outcome.DeadLettered;
import io.millrace.tests.oracle.Outcome.Scored;
import io.millrace.tests.oracle.Position;
import io.millrace.tests.oracle.Tampering;
import io.millrace.tests.oracle.TopicEvidence;
import io.millrace.tests.pipeline.Played.Broken;
import io.millrace.tests.pipeline.Played.Sent;
import io.millrace.tests.stack.FlinkRest.Subtask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds of every Millrace, whatever runs it. */
interface PipelineContract {

  @Test
  default void everyImageBecomesExactlyOnePrediction(Played run) {
    assertThat(run.evidence().scored().map(Scored::origin))
        .hasSizeGreaterThanOrEqualTo(400)
        .containsExactlyInAnyOrderElementsOf(run.sent().stream().map(Sent::at).toList());
  }

  @Test
  default void oracleFindsNothing(Played run) {
    assertThat(new Oracle(run.model().golden()).judge(run.evidence())).hasToString("clean");
  }

  @ParameterizedTest
  @EnumSource
  default void oracleFindsWhatIsSpoiltInTheSameEvidence(Tampering tampering, Played run) {
    var verdict = new Oracle(run.model().golden()).judge(tampering.of(run.evidence()));
    assertThat(verdict.faults()).contains(tampering.fault());
  }

  @Test
  default void scoresAreThoseOfTheGoldenOutputsOfTheVersionThatScored(Played run) {
    var golden = run.model().golden();
    Map<Position, Prediction> predictions =
        run.evidence().scored().collect(Collectors.toMap(Scored::origin, Scored::prediction));
    assertThat(run.evidence().images())
        .filteredOn(image -> image.event() != null && golden.knows(image.event()))
        .hasSameSizeAs(run.sent())
        .allSatisfy(
            image ->
                assertThat(
                        golden.complaint(
                            requireNonNull(image.event()),
                            requireNonNull(predictions.get(image.at()))))
                    .as("%s", image.at())
                    .isEmpty());
  }

  @Test
  default void predictionLiesInThePartitionOfItsImageUnderItsSource(Played run) {
    assertThat(run.evidence().scored())
        .allSatisfy(
            scored -> {
              assertThat(scored.record().partition()).isEqualTo(scored.origin().partition());
              assertThat(new String(scored.record().key(), UTF_8))
                  .isEqualTo(scored.prediction().getSource());
            });
  }

  @Test
  default void originsOnlyGrowWithinEachPartition(Played run) {
    Map<Integer, Long> highest = new HashMap<>();
    assertThat(run.evidence().scored())
        .allSatisfy(
            scored -> {
              Long before = highest.put(scored.record().partition(), scored.origin().offset());
              assertThat(scored.origin().offset()).isGreaterThan(before == null ? -1 : before);
            });
    assertThat(highest).as("several partitions are in use").hasSizeGreaterThan(1);
  }

  @Test
  default void brokenRecordIsDeadLetteredByteForByte(Played run) {
    Map<Position, DeadLettered> letters =
        run.evidence()
            .deadLetters()
            .collect(Collectors.toMap(DeadLettered::origin, letter -> letter));
    assertThat(letters).hasSizeGreaterThan(20).hasSameSizeAs(run.broken());
    assertThat(run.broken())
        .allSatisfy(
            (at, broken) -> {
              var record = requireNonNull(letters.get(at)).record();
              assertThat(record.value()).isEqualTo(broken.bad().value());
              assertThat(record.key()).isEqualTo(broken.key());
              assertThat(record.partition()).isEqualTo(at.partition());
              assertThat(record.headers().toArray())
                  .startsWith(broken.headers().toArray(Header[]::new));
            });
  }

  @Test
  default void deadLetterNamesItsCauseAndItsOrigin(Played run) {
    assertThat(run.evidence().deadLetters())
        .allSatisfy(
            letter -> {
              Broken broken = requireNonNull(run.broken().get(letter.origin()));
              assertThat(letter.code()).as("%s", broken.bad()).isEqualTo(broken.bad().code());
              var record = letter.record();
              assertThat(TopicEvidence.header(record, DeadLetter.TOPIC))
                  .isEqualTo(Topics.IMAGES.name());
              assertThat(TopicEvidence.header(record, DeadLetter.STAGE)).isNotEmpty();
              assertThat(TopicEvidence.header(record, DeadLetter.MESSAGE)).isNotEmpty();
              assertThat(TopicEvidence.header(record, DeadLetter.ATTEMPT)).isEqualTo("1");
            });
  }

  @Test
  default void versionChangesOnceWithinEachPartition(Played run) {
    Map<Integer, List<Long>> versions =
        run.evidence()
            .scored()
            .collect(
                Collectors.groupingBy(
                    scored -> scored.origin().partition(),
                    Collectors.mapping(
                        scored -> scored.prediction().getVersion(), Collectors.toList())));
    assertThat(versions.values())
        .allSatisfy(
            ofPartition ->
                assertThat(ofPartition).isSorted().contains(1L, 2L).containsOnly(1L, 2L));
  }

  @Test
  default void sequenceOnlyGrowsWithinEachPartition(Played run) {
    assertThat(
            run.evidence()
                .scored()
                .collect(
                    Collectors.groupingBy(
                        scored -> scored.origin().partition(),
                        Collectors.mapping(
                            scored -> scored.prediction().getSequence(), Collectors.toList())))
                .values())
        .allSatisfy(ofPartition -> assertThat(ofPartition).isSorted());
  }

  @Test
  default void digestIsThatOfTheModelFile(Played run) {
    Map<Long, String> digests = Map.of(1L, run.model().digest(1), 2L, run.model().digest(2));
    assertThat(run.evidence().scored().map(Scored::prediction))
        .allSatisfy(
            prediction ->
                assertThat(prediction.getDigest()).isEqualTo(digests.get(prediction.getVersion())));
  }

  @Test
  default void headersAndIdentityTravelFromImageToPrediction(Played run) {
    Map<Position, Sent> sent =
        run.sent().stream().collect(Collectors.toMap(Sent::at, image -> image));
    assertThat(run.evidence().scored())
        .allSatisfy(
            scored -> {
              Sent image = requireNonNull(sent.get(scored.origin()));
              assertThat(TopicEvidence.header(scored.record(), "traceparent"))
                  .isEqualTo(image.trace());
              assertThat(scored.prediction().getImageId()).isEqualTo(image.id());
              assertThat(scored.prediction().getSource()).isEqualTo(image.source());
            });
  }

  @Test
  default void predictionReaderReturnsEachOnce(Played run) {
    assertThat(run.read())
        .extracting(Prediction::getImageId)
        .containsExactlyInAnyOrderElementsOf(run.sent().stream().map(Sent::id).toList());
    assertThat(run.repeatsRead()).isZero();
  }

  @Test
  default void jobWasNeverStartedAgain(Played run) {
    assertThat(run.subtasks()).isNotEmpty().containsOnly(new Subtask("RUNNING", 0));
  }
}
