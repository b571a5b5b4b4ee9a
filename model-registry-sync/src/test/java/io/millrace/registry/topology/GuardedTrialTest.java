package io.millrace.registry.topology;

import static io.millrace.registry.decision.Scene.command;
import static io.millrace.registry.decision.Scene.host;
import static io.millrace.registry.decision.Scene.publish;
import static io.millrace.registry.decision.Scene.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.EventKind;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.Prediction;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.registry.decision.Scene;
import io.millrace.registry.decision.Trials;
import io.millrace.registry.window.Said;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From records in the topics to a trial that is over, by each guard. */
class GuardedTrialTest {

  private static final int IMAGES = 30; // in a window: each record is a commit in the test driver
  private static final int FEW = 20;
  private static final List<String> LABELS = List.of("shoe", "shirt", "bag", "coat");

  private final TestingSchemaRegistry server;
  private final Bench bench;
  private long sequence;

  GuardedTrialTest(@TempDir Path stateDir) throws IOException {
    this.server = new TestingSchemaRegistry();
    this.bench = new Bench(server, stateDir, Bench.Held.NOTHING);
  }

  @AfterEach
  void close() {
    bench.close();
    server.close();
  }

  @Test
  void aVersionThatIsAsGoodGoesOn() {
    tryOut(
        Trials.canary(
            2,
            guard(GuardMetric.NAN_RATE, 0.01, 2),
            guard(GuardMetric.FAILURE_RATE, 0.01, 2),
            guard(GuardMetric.LATENCY_P99_RATIO, 1.3, 2),
            guard(GuardMetric.CONFIDENCE_DROP, 0.05, 2),
            guard(GuardMetric.LABEL_PSI, 0.2, 2)));

    windows(4, i -> scored(i, Arm.CANARY, label(i), 0.9, 1_000));

    assertThat(bench.events()).isEmpty();
  }

  @Test
  void nanOutputsRollBackWithTheNumbers() {
    ModelEvent event =
        rolledBackBy(
            Trials.canary(2, guard(GuardMetric.NAN_RATE, 0.01, 2)),
            i -> failing(i, "NAN_OUTPUT", Arm.CANARY));

    assertThat(event.getReason()).contains("NAN_RATE was 0.1", "in 2 windows in a row");
    assertThat(event.getEvidence())
        .containsEntry("guard.metric", "NAN_RATE")
        .containsEntry("window.2.value", "0.1000")
        .containsEntry("window.2.samples", "30");
  }

  @Test
  void failuresRollBack() {
    ModelEvent event =
        rolledBackBy(
            Trials.canary(2, guard(GuardMetric.FAILURE_RATE, 0.02, 2)),
            i -> failing(i, "MODEL_FAILED", Arm.CANARY));

    assertThat(event.getEvidence()).containsEntry("guard.metric", "FAILURE_RATE");
  }

  @Test
  void failuresOfAShadowRollBackToo() {
    rolledBackBy(
        Trials.shadow(2, guard(GuardMetric.NAN_RATE, 0.01, 2)),
        i -> failing(i, "NAN_OUTPUT", Arm.SHADOW));
  }

  @Test
  void threeTimesAsSlowRollsBack() {
    rolledBackBy(
        Trials.canary(2, guard(GuardMetric.LATENCY_P99_RATIO, 1.5, 2)),
        i -> scored(i, Arm.CANARY, label(i), 0.9, 3_000));
  }

  @Test
  void lessConfidentRollsBack() {
    rolledBackBy(
        Trials.canary(2, guard(GuardMetric.CONFIDENCE_DROP, 0.1, 2)),
        i -> scored(i, Arm.CANARY, label(i), 0.6, 1_000));
  }

  @Test
  void otherLabelsRollBack() {
    rolledBackBy(
        Trials.canary(2, guard(GuardMetric.LABEL_PSI, 0.2, 2)),
        i -> scored(i, Arm.CANARY, "shoe", 0.9, 1_000));
  }

  @Test
  void aShadowWithItsLabelsPermutedRollsBackAlthoughItsDistributionIsTheSame() {
    ModelEvent event =
        rolledBackBy(
            Trials.shadow(
                2, guard(GuardMetric.LABEL_PSI, 0.2, 2), guard(GuardMetric.AGREEMENT, 0.8, 2)),
            i -> scored(i, Arm.SHADOW, label(i + 1), 0.9, 1_000));

    assertThat(event.getEvidence())
        .containsEntry("guard.metric", "AGREEMENT")
        .containsEntry("window.1.value", "0.000");
  }

  @Test
  void tooFewImagesNeverFire() {
    tryOut(Trials.canary(2, guard(GuardMetric.NAN_RATE, 0.01, 2)));

    for (int window = 0; window < 5; window++) {
      for (int i = 0; i < FEW - 1; i++) {
        failed(100 * window + i, "NAN_OUTPUT", Arm.CANARY);
      }
      bench.pass(Duration.ofSeconds(11));
    }

    assertThat(bench.events()).isEmpty();
  }

  @Test
  void whatTheJobRepeatsCountsOnce() {
    tryOut(Trials.canary(2, guard(GuardMetric.NAN_RATE, 0.01, 2)));

    for (int window = 0; window < 5; window++) {
      for (int repeat = 0; repeat < 3; repeat++) {
        for (int i = 0; i < FEW / 2; i++) {
          failed(FEW * window + i, "NAN_OUTPUT", Arm.CANARY);
        }
      }
      bench.pass(Duration.ofSeconds(11));
    }

    assertThat(bench.events()).isEmpty();
  }

  @Test
  void imagesOfAnEarlierTrialOfTheVersionSayNothing() {
    tryOut(Trials.canary(2, guard(GuardMetric.CONFIDENCE_DROP, 0.1, 2)));
    sequence--; // the state before the version was on trial

    windows(4, i -> scored(i, Arm.CANARY, label(i), 0.1, 1_000));

    assertThat(bench.events()).isEmpty();
  }

  @Test
  void aVersionInServiceThatTurnsToNanGivesWayToThePrevious() {
    tryOut(RolloutPlan.allAtOnce(2));
    sequence++;

    windows(
        3,
        i -> {
          predict(Said.prediction(2L * i + 1, Arm.STABLE, 2, sequence, "shoe", 0.9, 1_000));
          for (int more = 0; more < 3; more++) { // this rule wants a hundred
            bench.record(
                Topics.IMAGE_DEAD_LETTERS,
                null,
                new byte[] {1},
                Said.failed(3L * i + more, "NAN_OUTPUT", 2, null));
          }
        });

    assertThat(bench.events())
        .singleElement()
        .satisfies(event -> assertThat(event.getKind()).isEqualTo(EventKind.ROLLED_BACK));
  }

  @Test
  void garbageInTheTopicsIsNotCounted() {
    tryOut(Trials.canary(2, guard(GuardMetric.NAN_RATE, 0.01, 2)));

    windows(
        3,
        i -> {
          bench.bytes(Topics.PREDICTIONS, "x", new byte[] {1, 2, 3});
          bench.bytes(Topics.PREDICTIONS, "x", null);
          bench.bytes(Topics.SHADOW_PREDICTIONS, "x", null);
          bench.bytes(Topics.IMAGE_DEAD_LETTERS, "x", null);
        });

    assertThat(bench.events()).isEmpty();
  }

  @Test
  void aRegistryThatDoesNotAnswerCostsSamplesAndNoDecision() {
    tryOut(Trials.canary(2, guard(GuardMetric.CONFIDENCE_DROP, 0.1, 2)));
    Prediction said = Said.prediction(1, Arm.CANARY, 2, sequence, "shoe", 0.1, 1_000);
    byte[] encoded = bench.encode(Topics.PREDICTIONS, said);
    server.failNext(1);
    bench.bytes(Topics.PREDICTIONS, "camera-1", encoded);
    assertThat(server.failuresLeft()).isZero();
    windows(2, i -> scored(i, Arm.CANARY, label(i), 0.1, 1_000));
    assertThat(bench.events()).isEmpty();

    bench.pass(Duration.ofSeconds(10));
    windows(2, 4, i -> scored(i, Arm.CANARY, label(i), 0.1, 1_000));

    assertThat(bench.events())
        .extracting(ModelEvent::getKind)
        .containsExactly(EventKind.ROLLED_BACK);
  }

  private static Guard guard(GuardMetric metric, double limit, int windows) {
    return new Guard(metric, limit, 10_000L, (long) FEW, windows);
  }

  private ModelEvent rolledBackBy(RolloutPlan plan, IntConsumer image) {
    tryOut(plan);
    windows(4, image);
    List<ModelEvent> events = bench.events();
    assertThat(events)
        .singleElement()
        .satisfies(event -> assertThat(event.getKind()).isEqualTo(EventKind.ROLLED_BACK));
    assertThat(events.get(0).getEvidence()).containsEntry("code", "GUARD");
    return events.get(0);
  }

  /** Version 1 serves, version 2 is put on trial. */
  private void tryOut(RolloutPlan plan) {
    bench.status(host("a", ready(1), ready(2)));
    bench.command(command(publish(1)));
    bench.command(command(Scene.allAtOnce(1L)));
    bench.command(command(publish(2)));
    bench.command(command(plan.action()));
    bench.events();
    sequence = bench.states().stream().mapToLong(s -> s.getSequence()).max().orElseThrow();
  }

  /** So many windows of ten seconds; each image is scored by version 1, and by whom it says. */
  private void windows(int windows, IntConsumer image) {
    windows(0, windows, image);
  }

  private void windows(int first, int windows, IntConsumer image) {
    for (int i = first * IMAGES; i < (first + windows) * IMAGES; i++) {
      if (i % (IMAGES / 10) == 0) {
        bench.pass(Duration.ofSeconds(1));
      }
      predict(Said.prediction(2L * i, Arm.STABLE, 1, sequence, label(i), 0.9, 1_000));
      image.accept(i);
    }
    bench.pass(Duration.ofSeconds(12));
  }

  private static String label(int i) {
    return LABELS.get(i % LABELS.size());
  }

  /** It fails on one image in ten. */
  private void failing(int i, String code, Arm arm) {
    if (i % 10 == 0) {
      failed(i, code, arm);
    } else {
      scored(i, arm, label(i), 0.9, 1_000);
    }
  }

  private void failed(int i, String code, Arm arm) {
    bench.record(Topics.SHADOW_PREDICTIONS, null, null, Said.failed(offset(i, arm), code, 2, arm));
  }

  private void scored(int i, Arm arm, String label, double score, long micros) {
    predict(Said.prediction(offset(i, arm), arm, 2, sequence, label, score, micros));
  }

  /** A shadow scores the image of version 1, a canary has one of its own. */
  private static long offset(int i, Arm arm) {
    return arm == Arm.SHADOW ? 2L * i : 2L * i + 1;
  }

  private void predict(Prediction said) {
    Topic<Prediction> topic =
        said.getArm() == Arm.SHADOW ? Topics.SHADOW_PREDICTIONS : Topics.PREDICTIONS;
    bench.bytes(topic, said.getSource(), bench.encode(topic, said));
  }
}
