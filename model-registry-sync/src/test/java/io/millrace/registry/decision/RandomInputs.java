package io.millrace.registry.decision;

import io.millrace.avro.Arm;
import io.millrace.avro.Candidate;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.HostStatus;
import io.millrace.avro.HostedVersion;
import io.millrace.avro.ModelState;
import io.millrace.avro.PromoteVersion;
import io.millrace.avro.Promotion;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.registry.decision.WindowStats.Against;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Commands, reports, windows and time, in any order; now and then what makes a rollout go on. */
final class RandomInputs {

  private static final int VERSIONS = 40;

  private final Random random;
  private final Scene scene;

  RandomInputs(int seed, Scene scene) {
    this.random = new Random(seed);
    this.scene = scene;
  }

  Input next() {
    long version = 1L + random.nextInt(VERSIONS);
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> asked(Scene.publish(version));
      case 3 -> asked(Scene.allAtOnce(version));
      case 4, 5, 6 -> asked(trial(version).action());
      case 7 -> asked(Scene.rollback(random.nextBoolean() ? null : (Long) version));
      case 8 -> asked(Scene.retire(version));
      case 9 -> new Input.Command(Scene.expecting(random.nextInt(40), Scene.allAtOnce(version)));
      case 10 -> asked(new PromoteVersion(candidate(version)));
      case 11, 12 -> tick();
      case 13, 14, 15 -> new Input.Window(window(version));
      default -> new Input.Hosts(hosts());
    };
  }

  private static Input asked(Object action) {
    return new Input.Command(Scene.command(action));
  }

  private Input tick() {
    scene.elapse(Duration.ofMinutes(random.nextInt(7)));
    return new Input.Tick();
  }

  private RolloutPlan trial(long version) {
    var nan = Trials.guard(GuardMetric.NAN_RATE, 0.01, 1 + random.nextInt(2));
    RolloutPlan plan =
        random.nextInt(3) == 0
            ? Trials.shadow(version, nan)
            : RolloutPlan.canary(version, 10, 200, 1000).guardedBy(nan);
    Promotion by = random.nextBoolean() ? Promotion.AUTO : Promotion.MANUAL;
    return plan.promoted(by).stagedWithin(Duration.ofMinutes(1)).every(Duration.ofMinutes(2));
  }

  /** The version on trial, mostly; else any. */
  private long candidate(long other) {
    ModelState state = scene.state();
    Candidate candidate = state == null ? null : state.getCandidate();
    return candidate == null || random.nextInt(8) == 0 ? other : candidate.getVersion();
  }

  private WindowStats window(long other) {
    ModelState state = scene.state();
    Arm arm = Arm.values()[random.nextInt(Arm.values().length)];
    Long stable = state == null ? null : state.getStable();
    long version = arm == Arm.STABLE && stable != null ? stable : candidate(other);
    long nan = random.nextInt(3) == 0 ? 20 : 0;
    Instant start = scene.now().plusMillis(random.nextInt(2_000) - 300);
    ArmStats stats = Trials.nan(version, 50 + random.nextInt(500), nan);
    return new WindowStats(Scene.MODEL, arm, start, Scene.WINDOW, stats, Against.NOTHING);
  }

  private List<HostStatus> hosts() {
    return IntStream.range(0, random.nextInt(3)).mapToObj(i -> host("h" + i)).toList();
  }

  private HostStatus host(String name) {
    ModelState state = scene.state();
    long sequence = state == null ? 0 : state.getSequence();
    return Scene.hostAt(
        name,
        Math.max(sequence - random.nextInt(4) / 3 * random.nextInt(10), 0),
        LongStream.rangeClosed(1, VERSIONS)
            .mapToObj(version -> report(version, random.nextInt(60)))
            .toArray(HostedVersion[]::new));
  }

  private static HostedVersion report(long version, int dice) {
    return switch (dice) {
      case 0, 1, 2 -> Scene.failed(version, "CANARY", "wrong label");
      case 3, 4 -> Scene.failed(version, "HOST", "disk full");
      case 5, 6, 7, 8, 9 -> Scene.loading(version);
      case 10 -> Scene.ready(version, Scene.digest(99));
      default -> Scene.ready(version);
    };
  }
}
