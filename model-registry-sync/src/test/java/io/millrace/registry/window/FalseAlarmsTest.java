package io.millrace.registry.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.ArmKey;
import io.millrace.avro.EventKind;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.ModelState;
import io.millrace.avro.Promotion;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.registry.decision.Decision;
import io.millrace.registry.decision.Evidence;
import io.millrace.registry.decision.Input;
import io.millrace.registry.decision.WindowStats;
import io.millrace.registry.window.Glance.By;
import io.millrace.registry.window.Glance.Ran;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How often guards fire on a copy of the version in service, and whether they fire on a bad one.
 *
 * <p>100 images a second of 200 cameras for 200 s, a fifth of the images, or of the cameras, to the
 * version on trial, in batches of 8. Both versions are noisy: inference times are log-normal with a
 * pause of three times as long in one batch of 200, one output in a thousand is not finite, one in
 * a thousand fails otherwise, the ten labels are uneven and their mix drifts and differs from
 * camera to camera, scores spread over half of their range. Guards are those that docs/ recommends.
 */
class FalseAlarmsTest {

  private static final int RUNS = Integer.getInteger("millrace.trials", 200);
  private static final int WINDOWS = 20;
  private static final int IMAGES = 1_000;
  private static final int CAMERAS = 200;
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  /** How version 2 differs from version 1. */
  private record Harm(double slower, double lessSure, double nan) {

    static final Harm NONE = new Harm(1, 0, 0);
  }

  /** Which images version 2 is given. */
  private enum Kind {
    CANARY,
    CANARY_BY_SOURCE,
    SHADOW
  }

  @ParameterizedTest
  @EnumSource
  void identicalVersionsAreRolledBackInOneOfAHundredTrialsAtMost(Kind kind) {
    List<String> alarms = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      alarms.addAll(new Run(run, Harm.NONE, kind).alarms());
    }

    System.out.printf(
        "%d trials of a copy as %s, %d rolled back: %s%n", RUNS, kind, alarms.size(), alarms);
    assertThat(alarms).hasSizeLessThanOrEqualTo(RUNS / 100);
  }

  @Test
  void badVersionsAreRolledBack() {
    for (Harm harm : List.of(new Harm(3, 0, 0), new Harm(1, 0.2, 0), new Harm(1, 0, 0.05))) {
      int caught = 0;
      int windows = 0;
      for (int run = 0; run < 20; run++) {
        Run trial = new Run(run, harm, Kind.CANARY);
        caught += trial.alarms().isEmpty() ? 0 : 1;
        windows += trial.windows;
      }
      System.out.printf("%s: %d of 20 caught, %.1f windows%n", harm, caught, windows / 20.0);
      assertThat(caught).as("%s", harm).isEqualTo(20);
    }
  }

  /** One trial. */
  private static final class Run {

    private final Random random;
    private final Harm harm;
    private final Kind kind;
    private final OpenWindows open = new OpenWindows(OpenWindowsTest.store());
    private final Counter counter = new Counter();
    private ModelState state;
    private Evidence evidence = Evidence.NONE;
    private long offset;
    private int windows;
    private Ran stableRan = new Ran(0, 8);
    private Ran canaryRan = new Ran(0, 8);
    private int stableImages;
    private int canaryImages;

    Run(int seed, Harm harm, Kind kind) {
      this.random = new Random(seed);
      this.harm = harm;
      this.kind = kind;
      this.state = start(kind);
    }

    /** Those that compare labels and scores would compare cameras where it goes by source. */
    private static ModelState start(Kind kind) {
      RolloutPlan plan =
          (kind == Kind.SHADOW ? RolloutPlan.shadow(2, 200) : RolloutPlan.canary(2, 200))
              .promoted(Promotion.MANUAL)
              .guardedBy(RolloutPlan.guard(GuardMetric.NAN_RATE, 0.01))
              .guardedBy(RolloutPlan.guard(GuardMetric.FAILURE_RATE, 0.02))
              .guardedBy(RolloutPlan.guard(GuardMetric.LATENCY_P99_RATIO, 1.5));
      if (kind == Kind.CANARY_BY_SOURCE) {
        return OpenWindowsTest.trial(plan.stickyBy(ArmKey.SOURCE).action());
      }
      plan =
          plan.guardedBy(RolloutPlan.guard(GuardMetric.CONFIDENCE_DROP, 0.05))
              .guardedBy(RolloutPlan.guard(GuardMetric.LABEL_PSI, 0.2));
      return OpenWindowsTest.trial(
          (kind == Kind.SHADOW
                  ? plan.guardedBy(RolloutPlan.guard(GuardMetric.AGREEMENT, 0.95))
                  : plan)
              .action());
    }

    /** What rolled it back, if anything did. */
    List<String> alarms() {
      List<String> alarms = new ArrayList<>();
      for (windows = 0; windows < WINDOWS && alarms.isEmpty(); windows++) {
        for (int image = 0; image < IMAGES; image++) {
          score();
        }
        Instant now = NOON.plus(Duration.ofSeconds(10L * windows + 5));
        counter.drain().forEach(delta -> open.add(delta, state, now, NOON.toEpochMilli()));
        for (WindowStats closed : open.close(model -> state, now.plusSeconds(5))) {
          decide(closed, now, alarms);
        }
      }
      return alarms;
    }

    private void decide(WindowStats closed, Instant now, List<String> alarms) {
      Decision decision = Decision.decide(state, evidence, new Input.Window(closed), now);
      evidence = decision.evidence();
      if (decision.newState() != null) {
        state = decision.newState();
      }
      decision.events().stream()
          .filter(event -> event.getKind() == EventKind.ROLLED_BACK)
          .forEach(event -> alarms.add(String.valueOf(event.getReason())));
    }

    private void score() {
      int camera = random.nextInt(CAMERAS);
      boolean onTrial = kind == Kind.CANARY_BY_SOURCE ? camera % 5 == 0 : random.nextInt(5) == 0;
      long at = offset++;
      String label = "label " + label(camera);
      double sure = Math.min(0.75 + 0.15 * random.nextGaussian(), 1);
      if (kind == Kind.SHADOW) {
        say(at, Said.STABLE, label, sure);
        if (onTrial) {
          say(at, Said.SHADOW, label, sure);
        }
      } else {
        say(at, onTrial ? Said.CANARY : Said.STABLE, label, sure);
      }
    }

    private void say(long at, By by, String label, double sure) {
      boolean onTrial = by.arm() != Arm.STABLE;
      double fate = random.nextDouble();
      double nan = 0.001 + (onTrial ? harm.nan() : 0);
      if (fate < nan + 0.001) {
        fail(Said.failure(at, by, fate < nan));
        return;
      }
      int before = onTrial ? canaryImages++ : stableImages++;
      if (before % 8 == 0) {
        nextBatch(onTrial);
      }
      double score = sure - (onTrial ? harm.lessSure() : 0);
      var glance = new Glance(at, by, onTrial ? canaryRan : stableRan, label, score);
      if (by.arm() == Arm.SHADOW) {
        counter.shadow(glance);
      } else {
        counter.primary(glance);
      }
    }

    private void fail(Failure failure) {
      if (failure.by().arm() == Arm.STABLE) {
        counter.deadLetter(failure);
      } else {
        counter.trialFailed(failure);
      }
    }

    private void nextBatch(boolean canarys) {
      double pause = random.nextInt(200) == 0 ? 3 : 1;
      double micros = 4_000 * Math.exp(0.15 * random.nextGaussian()) * pause;
      if (canarys) {
        canaryRan = new Ran((long) (micros * harm.slower()), 8);
      } else {
        stableRan = new Ran((long) micros, 8);
      }
    }

    /** Uneven; the mix drifts with the images and is the camera's own. */
    private int label(int camera) {
      double turn = Math.sin(offset / 3_000.0) + Math.sin(camera);
      return (int) Math.min(9, Math.abs(random.nextGaussian() * 3 + turn));
    }
  }
}
