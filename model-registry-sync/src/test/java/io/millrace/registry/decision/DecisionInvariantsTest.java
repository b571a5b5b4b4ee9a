package io.millrace.registry.decision;

import static io.millrace.avro.VersionStatus.CANARY;
import static io.millrace.avro.VersionStatus.READY;
import static io.millrace.avro.VersionStatus.REJECTED;
import static io.millrace.avro.VersionStatus.RETIRED;
import static io.millrace.avro.VersionStatus.SHADOW;
import static io.millrace.avro.VersionStatus.STABLE;
import static io.millrace.avro.VersionStatus.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.Candidate;
import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is asked, reported and measured in whatever order, these hold after every step. */
class DecisionInvariantsTest {

  private static final int STEPS = 300;

  /** What was decided about an input at a time. */
  private record Step(Input input, Instant at, @Nullable ModelState after) {}

  private final Scene scene = new Scene();
  private final Set<Long> neverAgain = new HashSet<>();
  private final List<Step> steps = new ArrayList<>();

  static IntStream seeds() {
    return IntStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void holdAfterEveryStep(int seed) {
    RandomInputs inputs = new RandomInputs(seed, scene);
    for (int step = 0; step < STEPS; step++) {
      ModelState before = scene.state();
      Input input = inputs.next();
      List<ModelEvent> events = scene.apply(input);
      ModelState after = scene.state();
      steps.add(new Step(input, scene.now(), after));

      sequenceGrowsByOneWithAChange(before, after, events);
      if (after != null) {
        pointersAndStatusAgree(after);
        rolloutAndCandidateAgree(after);
        oneVersionServesFromTheFirstOn(before, after);
        trafficMovesOnlyToWhatEveryHostHasLoaded(before, after, input);
        sharesOnlyGrow(before, after);
        whatFailedOrRetiredNeverServes(after);
      }
      assertThat(input instanceof Input.Command ? events : List.of("none")).isNotEmpty();
    }
    theSameInputsGiveTheSameStates();
  }

  /** A test of chance that never reaches a state says nothing about it. */
  @Test
  void theRandomInputsReachEveryTransition() {
    Map<EventKind, Integer> kinds = new EnumMap<>(EventKind.class);
    Set<String> codes = new HashSet<>();
    IntStream.range(0, 15)
        .forEach(
            seed -> {
              Scene fresh = new Scene();
              RandomInputs inputs = new RandomInputs(seed, fresh);
              for (int step = 0; step < STEPS; step++) {
                for (ModelEvent event : fresh.apply(inputs.next())) {
                  kinds.merge(event.getKind(), 1, Integer::sum);
                  codes.add(event.getEvidence().getOrDefault(Events.CODE, "none"));
                }
              }
            });

    assertThat(kinds.keySet())
        .containsAll(
            Stream.of(EventKind.values()).filter(kind -> kind != EventKind.UNKNOWN).toList());
    assertThat(kinds.values()).allMatch(count -> count >= 10);
    assertThat(codes)
        .contains("TIMEOUT", "GUARD", "CANARY", "HOST", "ON_TRIAL", "NOT_ON_TRIAL", "NO_STABLE")
        .contains("STALE_SEQUENCE", "NO_PREVIOUS", "OTHER_PREVIOUS", "IN_USE", "REJECTED");
  }

  private static void sequenceGrowsByOneWithAChange(
      @Nullable ModelState before, @Nullable ModelState after, List<ModelEvent> events) {
    long was = before == null ? 0 : before.getSequence();
    long is = after == null ? 0 : after.getSequence();
    boolean changed = !Objects.equals(before, after);
    assertThat(is).isEqualTo(changed ? was + 1 : was);
    assertThat(events).allMatch(event -> event.getSequence() == is);
    if (changed) {
      assertThat(events).isNotEmpty().noneMatch(event -> event.getKind() == EventKind.REFUSED);
    }
  }

  private static void pointersAndStatusAgree(ModelState state) {
    Candidate candidate = state.getCandidate();
    for (VersionState version : state.getVersions()) {
      Long number = version.getVersion();
      VersionStatus status = version.getStatus();
      assertThat(status == STABLE).isEqualTo(number.equals(state.getStable()));
      assertThat(status == STAGING).isEqualTo(number.equals(state.getStaging()));
      assertThat(status == CANARY || status == SHADOW)
          .isEqualTo(candidate != null && candidate.getVersion() == number);
      if (status == READY) {
        assertThat(number).isEqualTo(state.getPrevious());
      }
    }
  }

  private static void rolloutAndCandidateAgree(ModelState state) {
    Candidate candidate = state.getCandidate();
    Rollout rollout = state.getRollout();
    Long staging = state.getStaging();
    assertThat(candidate == null || staging == null).isTrue();
    assertThat(rollout == null).isEqualTo(candidate == null && staging == null);
    if (rollout != null && staging != null) {
      assertThat(rollout.getVersion()).isEqualTo(staging);
      assertThat(rollout.getStep()).isEqualTo(-1);
      assertThat(rollout.getStagedSequence()).isLessThanOrEqualTo(state.getSequence());
    }
    if (rollout != null && candidate != null) {
      boolean shadow = rollout.getMode() == RolloutMode.SHADOW;
      assertThat(rollout.getVersion()).isEqualTo(candidate.getVersion());
      assertThat(candidate.getArm()).isEqualTo(shadow ? Arm.SHADOW : Arm.CANARY);
      assertThat(candidate.getPermille()).isEqualTo(rollout.getRamp().get(rollout.getStep()));
      assertThat(candidate.getSalt()).isEqualTo(rollout.getCommandId());
    }
  }

  private static void oneVersionServesFromTheFirstOn(
      @Nullable ModelState before, ModelState after) {
    long stable = after.getVersions().stream().filter(v -> v.getStatus() == STABLE).count();
    assertThat(stable).isLessThanOrEqualTo(1);
    if (before != null && before.getStable() != null) {
      assertThat(stable).isEqualTo(1);
    }
  }

  private static void trafficMovesOnlyToWhatEveryHostHasLoaded(
      @Nullable ModelState before, ModelState after, Input input) {
    if (before == null) {
      return;
    }
    Long stable = after.getStable();
    Candidate candidate = after.getCandidate();
    if (input instanceof Input.Hosts hosts && before.getStaging() != null) {
      Long staged = before.getStaging();
      if (staged.equals(stable) || (candidate != null && candidate.getVersion() == staged)) {
        long asked = Objects.requireNonNull(before.getRollout()).getStagedSequence();
        assertThat(hosts.live())
            .allSatisfy(host -> assertThat(host.getVersions()).contains(Scene.ready(staged)))
            .allSatisfy(
                host ->
                    assertThat(host.getSequences().get(Scene.MODEL)).isGreaterThanOrEqualTo(asked));
      }
    } else if (!Objects.equals(stable, before.getStable())) {
      Candidate tried = before.getCandidate();
      assertThat(stable).isIn(before.getPrevious(), tried == null ? null : tried.getVersion());
    }
    if (candidate != null && before.getCandidate() == null) {
      assertThat(input).as("a trial begins with what hosts report").isInstanceOf(Input.Hosts.class);
    }
  }

  private static void sharesOnlyGrow(@Nullable ModelState before, ModelState after) {
    Candidate was = before == null ? null : before.getCandidate();
    Candidate is = after.getCandidate();
    if (was != null && is != null) {
      assertThat(is.getSalt()).isEqualTo(was.getSalt());
      assertThat(is.getPermille()).isGreaterThanOrEqualTo(was.getPermille());
    }
  }

  private void whatFailedOrRetiredNeverServes(ModelState state) {
    for (VersionState version : state.getVersions()) {
      if (version.getStatus() == REJECTED || version.getStatus() == RETIRED) {
        neverAgain.add(version.getVersion());
      }
    }
    Candidate candidate = state.getCandidate();
    assertThat(neverAgain)
        .doesNotContain(state.getStable(), state.getPrevious(), state.getStaging())
        .doesNotContain(candidate == null ? null : (Long) candidate.getVersion());
  }

  private void theSameInputsGiveTheSameStates() {
    ModelState state = null;
    Evidence evidence = Evidence.NONE;
    for (Step step : steps) {
      Decision decision = Decision.decide(state, evidence, step.input(), step.at());
      state = decision.newState() == null ? state : decision.newState();
      evidence = decision.evidence();
      assertThat(state).isEqualTo(step.after());
    }
  }
}
