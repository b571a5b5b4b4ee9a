package io.millrace.registry.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.PromoteVersion;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WatchTest {

  private static final Watch ONE_SERVES = stable(1);

  private final Scene scene = new Scene();

  @Test
  void theVersionInServiceIsWatchedAndTheOneOnTrialInTheWindowsOfItsGuards() {
    scene.ask(Scene.publish(1));
    assertThat(Watch.of(scene.known())).isEmpty();
    scene.ask(Scene.allAtOnce(1));
    scene.report();
    assertThat(Watch.of(scene.known())).containsExactly(ONE_SERVES);

    scene.ask(Scene.publish(2));
    scene.ask(
        Trials.shadow(
                2,
                new Guard(GuardMetric.NAN_RATE, 0.01, 5_000L, 100L, 1),
                new Guard(GuardMetric.LABEL_PSI, 0.2, 60_000L, 500L, 1),
                new Guard(GuardMetric.AGREEMENT, 0.9, 60_000L, 500L, 1))
            .action());
    assertThat(Watch.of(scene.known())).as("nothing is on trial yet").containsExactly(ONE_SERVES);
    scene.report();

    List<Duration> lengths = List.of(Duration.ofSeconds(5), Duration.ofMinutes(1));
    assertThat(Watch.of(scene.known()))
        .containsExactly(ONE_SERVES, new Watch(2, Arm.SHADOW, new TreeSet<>(lengths)));
    scene.ask(new PromoteVersion(2L));
    assertThat(Watch.of(scene.known())).containsExactly(stable(2));
  }

  @Test
  void aTrialThatNobodyGuardsIsWatchedForTheGuardThatEveryTrialHas() {
    scene.serve(1);
    scene.tryOut(Trials.canary(2));

    assertThat(Watch.of(scene.known()))
        .containsExactly(
            ONE_SERVES, new Watch(2, Arm.CANARY, new TreeSet<>(List.of(Watch.IN_SERVICE))));
  }

  private static Watch stable(long version) {
    return new Watch(version, Arm.STABLE, new TreeSet<>(List.of(Watch.IN_SERVICE)));
  }
}
