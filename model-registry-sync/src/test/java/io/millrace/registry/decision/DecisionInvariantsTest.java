package io.millrace.registry.decision;

import static io.millrace.avro.VersionStatus.READY;
import static io.millrace.avro.VersionStatus.REJECTED;
import static io.millrace.avro.VersionStatus.RETIRED;
import static io.millrace.avro.VersionStatus.STABLE;
import static io.millrace.avro.VersionStatus.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.EventKind;
import io.millrace.avro.HostStatus;
import io.millrace.avro.HostedVersion;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.registry.client.RolloutPlan;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is asked and reported in whatever order, these hold after every step. */
class DecisionInvariantsTest {

  private static final int STEPS = 400;
  private static final int VERSIONS = 25;

  private final Scene scene = new Scene();
  private final Set<Long> neverAgain = new HashSet<>();

  static IntStream seeds() {
    return IntStream.range(0, 50);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void holdAfterEveryStep(int seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      ModelState before = scene.state();
      Input input = input(random);
      List<ModelEvent> events = scene.apply(input);
      ModelState after = scene.state();

      sequenceGrowsByOneWithAChange(before, after, events);
      if (after != null) {
        pointersAndStatusAgree(after);
        oneVersionServesFromTheFirstOn(before, after);
        trafficMovesOnlyToWhatEveryHostHasLoaded(before, after, input);
        whatFailedOrRetiredNeverServes(after);
      }
      assertThat(input instanceof Input.Command ? events : List.of("none")).isNotEmpty();
    }
  }

  private static Input input(Random random) {
    long version = 1L + random.nextInt(VERSIONS);
    return switch (random.nextInt(12)) {
      case 0, 1 -> new Input.Command(Scene.command(Scene.publish(version)));
      case 2, 3, 4 -> new Input.Command(Scene.command(RolloutPlan.allAtOnce(version)));
      case 5 -> new Input.Command(Scene.command(Scene.rollback(null)));
      case 6 -> new Input.Command(Scene.command(Scene.rollback(version)));
      case 7 -> new Input.Command(Scene.command(Scene.retire(version)));
      case 8 ->
          new Input.Command(Scene.expecting(random.nextInt(40), RolloutPlan.allAtOnce(version)));
      default -> new Input.Hosts(hosts(random));
    };
  }

  private static List<HostStatus> hosts(Random random) {
    return IntStream.range(0, random.nextInt(3)).mapToObj(i -> host("h" + i, random)).toList();
  }

  private static HostStatus host(String name, Random random) {
    return Scene.host(
        name,
        LongStream.rangeClosed(1, VERSIONS)
            .mapToObj(version -> report(version, random.nextInt(60)))
            .toArray(HostedVersion[]::new));
  }

  private static HostedVersion report(long version, int dice) {
    return switch (dice) {
      case 0 -> Scene.failed(version, "CANARY", "wrong label");
      case 1, 2 -> Scene.loading(version);
      case 3 -> Scene.ready(version, Scene.digest(99));
      default -> Scene.ready(version);
    };
  }

  private static void sequenceGrowsByOneWithAChange(
      @Nullable ModelState before, @Nullable ModelState after, List<ModelEvent> events) {
    long was = before == null ? 0 : before.getSequence();
    long is = after == null ? 0 : after.getSequence();
    boolean changed = !Objects.equals(before, after);
    assertThat(is).isEqualTo(changed ? was + 1 : was);
    assertThat(events).allMatch(event -> event.getSequence() == is);
    if (changed) {
      assertThat(events).noneMatch(event -> event.getKind() == EventKind.REFUSED);
    }
  }

  private static void pointersAndStatusAgree(ModelState state) {
    for (VersionState version : state.getVersions()) {
      Long number = version.getVersion();
      assertThat(version.getStatus() == STABLE).isEqualTo(number.equals(state.getStable()));
      assertThat(version.getStatus() == STAGING).isEqualTo(number.equals(state.getStaging()));
      if (version.getStatus() == READY) {
        assertThat(number).isEqualTo(state.getPrevious());
      }
    }
  }

  private static void oneVersionServesFromTheFirstOn(
      @Nullable ModelState before, ModelState after) {
    long stable = count(after, STABLE);
    assertThat(stable).isLessThanOrEqualTo(1);
    if (before != null && before.getStable() != null) {
      assertThat(stable).isEqualTo(1);
    }
  }

  private static long count(ModelState state, VersionStatus status) {
    return state.getVersions().stream().filter(v -> v.getStatus() == status).count();
  }

  private static void trafficMovesOnlyToWhatEveryHostHasLoaded(
      @Nullable ModelState before, ModelState after, Input input) {
    Long now = after.getStable();
    if (before == null || now == null || now.equals(before.getStable())) {
      return;
    }
    if (input instanceof Input.Hosts hosts) {
      assertThat(now).isEqualTo(before.getStaging());
      assertThat(hosts.live())
          .allSatisfy(host -> assertThat(host.getVersions()).contains(Scene.ready(now)));
    } else {
      assertThat(now).as("a rollback").isEqualTo(before.getPrevious());
    }
  }

  private void whatFailedOrRetiredNeverServes(ModelState state) {
    for (VersionState version : state.getVersions()) {
      if (version.getStatus() == REJECTED || version.getStatus() == RETIRED) {
        neverAgain.add(version.getVersion());
      }
    }
    assertThat(neverAgain)
        .doesNotContain(state.getStable(), state.getPrevious(), state.getStaging());
  }
}
