package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.avro.Arm;
import io.millrace.avro.ArmKey;
import io.millrace.avro.Prediction;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;
import io.millrace.job.log.OutputRecord;
import io.millrace.schemas.ArmHash;
import io.millrace.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Version 1 is in service, version 2 on trial. */
@Timeout(60)
class TrialsTest {

  /** How a version fails on every image by its own fault. */
  private enum Defect implements GatedSessions.Script {
    NAN_OUTPUT {
      @Override
      public void run(InferenceRun real, int images) throws InferenceException {
        real.run(images);
        for (ByteBuffer output : real.outputs()) {
          output.asFloatBuffer().put(0, new float[images * 10]).put(0, notNumbers(images * 10));
        }
      }
    },
    MODEL_FAILED {
      @Override
      public void run(InferenceRun real, int images) throws InferenceException {
        throw new InferenceException("no kernel", new IllegalStateException("no kernel"));
      }
    };

    private static float[] notNumbers(int count) {
      float[] values = new float[count];
      java.util.Arrays.fill(values, Float.NaN);
      return values;
    }
  }

  private final CountDownLatch shadowsGate = new CountDownLatch(1);
  private OperatorBench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new OperatorBench();
  }

  @AfterEach
  void close() throws Exception {
    shadowsGate.countDown();
    bench.close();
  }

  @Test
  void canaryScoresItsShareAndItsPredictionsSayThatItDid() throws Exception {
    bench.serving.onTrial(2, Arm.CANARY, 300, ArmKey.IMAGE);
    process(0, 600);

    assertThat(offsets(bench.predictions())).isEqualTo(firstOffsets(600));
    List<Prediction> canaries = of(Arm.CANARY);
    // Binomial: 180 with a standard deviation of 11.
    assertThat(canaries.size()).isCloseTo(180, within(45));
    assertThat(canaries)
        .allSatisfy(
            p -> {
              assertThat(p.getVersion()).isEqualTo(2);
              assertThat(p.getSequence()).isEqualTo(2);
              assertThat(ArmHash.bucket("salt", p.getImageId().toString())).isLessThan(300);
            });
    assertThat(of(Arm.STABLE)).extracting(Prediction::getVersion).containsOnly(1L);
    assertThat(bench.aside()).isEmpty();
  }

  @Test
  void growingShareKeepsWhoIsIn() throws Exception {
    bench.serving.onTrial(2, Arm.CANARY, 100, ArmKey.IMAGE);
    process(0, 200);
    Set<Object> before = ids(of(Arm.CANARY));
    bench.harness.getOutput().clear();
    bench.serving.onTrial(2, Arm.CANARY, 400, ArmKey.IMAGE);
    process(0, 200);

    assertThat(ids(of(Arm.CANARY))).containsAll(before).hasSizeGreaterThan(before.size());
  }

  @Test
  void oneSourceSeesOneVersionWhereTheTrialSticksToIt() throws Exception {
    bench.serving.onTrial(2, Arm.CANARY, 500, ArmKey.SOURCE);
    for (int n = 0; n < 120; n++) {
      bench.process(
          OperatorBench.record(n, bench.event(n, "camera-" + n % 12, null, bench.pixels(n))));
    }
    barrier();

    assertThat(
            bench.predictions().stream()
                .collect(
                    Collectors.groupingBy(
                        Prediction::getSource,
                        Collectors.mapping(Prediction::getArm, Collectors.toSet())))
                .values())
        .hasSize(12)
        .allSatisfy(arms -> assertThat(arms).hasSize(1))
        .contains(Set.of(Arm.CANARY), Set.of(Arm.STABLE));
  }

  @ParameterizedTest
  @EnumSource
  void imageThatACanaryFailsOnIsScoredByTheVersionInService(Defect defect) throws Exception {
    bench.serving.sessions.script(bench.serving.onTrial(2, Arm.CANARY, 500, ArmKey.IMAGE), defect);
    process(0, 60);

    assertThat(offsets(bench.predictions())).isEqualTo(firstOffsets(60));
    assertThat(of(Arm.STABLE)).hasSize(60);
    assertThat(bench.deadLetters()).isEmpty();
    List<Prediction> again =
        bench.predictions().stream().filter(p -> p.getFlags().contains("CANARY_FAILED")).toList();
    assertThat(again)
        .hasSizeBetween(15, 45)
        .allSatisfy(
            p -> assertThat(ArmHash.bucket("salt", p.getImageId().toString())).isLessThan(500));
    assertEvidence(defect.name(), Arm.CANARY);
    assertThat(bench.aside())
        .extracting(out -> OperatorBench.header(out, DeadLetter.OFFSET))
        .containsExactlyInAnyOrderElementsOf(
            again.stream().map(p -> String.valueOf(p.getOrigin().getOffset())).toList());
  }

  @Test
  void predictionOfACanaryThatIsTooLargeIsThatOfStableOrADeadLetter() throws Exception {
    bench.serving.onTrial(2, Arm.CANARY, 1000, ArmKey.IMAGE);
    String source = "s".repeat(1000 * 1024); // stands in the prediction of every version
    bench.process(bench.image(0));
    bench.process(OperatorBench.record(1, bench.event(1, source, null, bench.pixels(1))));
    bench.process(bench.image(2));
    barrier();

    assertThat(offsets(bench.predictions())).containsExactly(0L, 2L);
    OutputRecord letter = bench.deadLetters().get(0);
    assertThat(OperatorBench.header(letter, DeadLetter.CODE)).isEqualTo("OUTPUT_TOO_LARGE");
    assertThat(OperatorBench.header(letter, DeadLetter.VERSION)).isEqualTo("1");
    OutputRecord told = bench.aside().get(0);
    assertThat(OperatorBench.header(told, DeadLetter.CODE)).isEqualTo("OUTPUT_TOO_LARGE");
    assertThat(OperatorBench.header(told, DeadLetter.VERSION)).isEqualTo("2");
    assertThat(told.key()).as("it must fit into its topic").isNull();
  }

  @Test
  void brokenImageIsOneDeadLetterAndNoWordOnTheCanary() throws Exception {
    bench.serving.onTrial(2, Arm.CANARY, 1000, ArmKey.IMAGE);
    bench.process(OperatorBench.record(0, bench.event(0, null, OperatorBench.text("<html>"))));
    barrier();

    assertThat(bench.deadLetters()).hasSize(1);
    assertThat(bench.aside()).isEmpty();
    assertThat(bench.predictions()).isEmpty();
  }

  @Test
  void shadowScoresAlongAndSaysSoAside() throws Exception {
    bench.serving.onTrial(2, Arm.SHADOW, 1000, ArmKey.IMAGE);
    for (int n = 0; n < 5; n++) {
      bench.process(bench.image(n));
    }
    barrier();
    bench.await(() -> bench.aside().size() == 5);

    assertThat(of(Arm.STABLE)).extracting(Prediction::getVersion).hasSize(5).containsOnly(1L);
    assertThat(offsets(bench.shadowPredictions())).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(bench.shadowPredictions())
        .allSatisfy(
            p -> {
              assertThat(p.getArm()).isEqualTo(Arm.SHADOW);
              assertThat(p.getVersion()).isEqualTo(2);
              assertThat(p.getFlags()).isEmpty();
            });
    assertThat(bench.aside()).extracting(OutputRecord::partition).containsExactly(0, 1, 2, 0, 1);
  }

  @Test
  void noImageAndNoBarrierWaitsForAShadowThatHangs() throws Exception {
    hangingShadow();
    process(0, 200);

    assertThat(offsets(bench.predictions())).isEqualTo(firstOffsets(200));
    assertThat(bench.aside()).isEmpty();
  }

  @Test
  void shadowsThatWereSlowComeInOrderAfterTheBarrier() throws Exception {
    hangingShadow();
    process(0, 5); // fewer than may be in flight, so that none has to wait
    assertThat(bench.predictions()).hasSize(5);
    shadowsGate.countDown();
    bench.await(() -> bench.aside().size() == 5);

    assertThat(offsets(bench.shadowPredictions())).isEqualTo(firstOffsets(5));
  }

  @ParameterizedTest
  @EnumSource
  void shadowThatAlwaysFailsHarmsNothingAndIsToldOf(Defect defect) throws Exception {
    bench.serving.sessions.script(bench.serving.onTrial(2, Arm.SHADOW, 1000, ArmKey.IMAGE), defect);
    process(0, 6);
    bench.await(() -> bench.aside().size() == 6);

    assertThat(offsets(bench.predictions())).isEqualTo(firstOffsets(6));
    assertThat(of(Arm.STABLE)).hasSize(6).allSatisfy(p -> assertThat(p.getFlags()).isEmpty());
    assertThat(bench.deadLetters()).isEmpty();
    assertEvidence(defect.name(), Arm.SHADOW);
  }

  @Test
  void brokenImageIsNoWordOnTheShadow() throws Exception {
    bench.serving.onTrial(2, Arm.SHADOW, 1000, ArmKey.IMAGE);
    bench.process(OperatorBench.record(0, bench.event(0, null, OperatorBench.text("<html>"))));
    bench.process(bench.image(1));
    barrier();
    bench.await(() -> !bench.aside().isEmpty());

    assertThat(bench.deadLetters()).hasSize(1);
    assertThat(offsets(bench.shadowPredictions())).containsExactly(1L);
  }

  @Test
  void endOfATrialInTheMiddleOfItsImagesLosesNone() throws Exception {
    hangingShadow();
    process(0, 20);
    bench.serving.load(1);
    bench.serving.unload(2);
    process(20, 40);

    assertThat(offsets(bench.predictions())).isEqualTo(firstOffsets(40));
  }

  private void hangingShadow() throws Exception {
    bench.serving.sessions.script(
        bench.serving.onTrial(2, Arm.SHADOW, 1000, ArmKey.IMAGE),
        (real, images) -> {
          try {
            shadowsGate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          real.run(images);
        });
  }

  private void assertEvidence(String code, Arm arm) {
    assertThat(bench.aside())
        .isNotEmpty()
        .allSatisfy(
            out -> {
              assertThat(out.value()).isNull();
              assertThat(out.key()).isEqualTo(OperatorBench.text("camera"));
              assertThat(OperatorBench.header(out, DeadLetter.CODE)).isEqualTo(code);
              assertThat(OperatorBench.header(out, DeadLetter.MODEL)).isEqualTo(TestServing.MODEL);
              assertThat(OperatorBench.header(out, DeadLetter.VERSION)).isEqualTo("2");
              assertThat(OperatorBench.header(out, DeadLetter.ARM)).isEqualTo(arm.name());
            });
  }

  private void process(int from, int to) throws Exception {
    for (int n = from; n < to; n++) {
      bench.process(bench.image(n));
    }
    barrier();
  }

  private void barrier() throws Exception {
    bench.harness.prepareSnapshotPreBarrier(1);
  }

  private List<Prediction> of(Arm arm) {
    return bench.predictions().stream().filter(p -> p.getArm() == arm).toList();
  }

  private static Set<Object> ids(List<Prediction> predictions) {
    return predictions.stream().map(Prediction::getImageId).collect(Collectors.toSet());
  }

  private static List<Long> offsets(List<Prediction> predictions) {
    return predictions.stream().map(p -> p.getOrigin().getOffset()).toList();
  }

  private static List<Long> firstOffsets(int count) {
    return LongStream.range(0, count).boxed().toList();
  }
}
