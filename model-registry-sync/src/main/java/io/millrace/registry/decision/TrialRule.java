package io.millrace.registry.decision;

import io.millrace.avro.Arm;
import io.millrace.avro.Candidate;
import io.millrace.avro.EventKind;
import io.millrace.avro.Guard;
import io.millrace.avro.ModelState;
import io.millrace.avro.Promotion;
import io.millrace.avro.Rollout;
import io.millrace.schemas.ArmHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How a trial goes on as time passes: the share grows, and at the end the version is promoted. */
final class TrialRule {

  private TrialRule() {}

  static Decision decide(ModelState state, Evidence evidence, Instant now) {
    Candidate candidate = state.getCandidate();
    Rollout rollout = state.getRollout();
    if (candidate == null || rollout == null || !isOver(rollout, now)) {
      return Ruling.NOTHING.with(evidence);
    }
    int next = rollout.getStep() + 1;
    boolean last = next >= rollout.getRamp().size();
    if (last && rollout.getPromote() != Promotion.AUTO) {
      return Ruling.NOTHING.with(evidence);
    }
    boolean all = last || rollout.getRamp().get(next) >= ArmHash.BUCKETS;
    List<Guard> doubtful = doubtful(rollout, evidence);
    if (all && !doubtful.isEmpty()) {
      return await(state, candidate, doubtful, evidence, now);
    }
    StateChange change = new StateChange(state.getModel(), state);
    return last
        ? promote(change, rollout, now).with(evidence)
        : grow(change, rollout, next, now).with(evidence);
  }

  private static boolean isOver(Rollout rollout, Instant now) {
    return Duration.between(rollout.getStepSince(), now).toMillis() >= rollout.getStepMillis();
  }

  /**
   * The guards that were asked for and that no window has told anything, so that no breach of them
   * could have been seen, and those whose last window was a breach: the next one decides.
   */
  private static List<Guard> doubtful(Rollout rollout, Evidence evidence) {
    List<Guard> guards = Guards.of(rollout);
    boolean mayHearNothing = rollout.getGuards().isEmpty();
    return IntStream.range(0, guards.size())
        .filter(i -> !evidence.guard(i).isContent())
        .filter(i -> !(mayHearNothing && evidence.guard(i).broken().isEmpty()))
        .mapToObj(guards::get)
        .toList();
  }

  private static Decision await(
      ModelState state, Candidate candidate, List<Guard> doubtful, Evidence evidence, Instant now) {
    if (evidence.waiting()) {
      return Ruling.NOTHING.with(evidence);
    }
    String reason =
        "The step is over, but the last window did not have enough samples for %s, or was out of bounds; the share stays until one is within them, or until an operator promotes or rolls back."
            .formatted(
                String.join(", ", doubtful.stream().map(g -> g.getMetric().name()).toList()));
    EventKind kind = kind(candidate.getArm());
    return Ruling.remark(
            state,
            now,
            new Ruling.Why(kind, candidate.getVersion(), reason, share(candidate.getPermille())))
        .with(evidence.waitingFor());
  }

  private static Ruling grow(StateChange change, Rollout rollout, int next, Instant now) {
    int permille = rollout.getRamp().get(next);
    change.growShare(next, now);
    return Ruling.change(
        change,
        now,
        new Ruling.Why(
            EventKind.CANARY,
            rollout.getVersion(),
            "Step %d of %d: it takes %d ‰ of the images."
                .formatted(next + 1, rollout.getRamp().size(), permille),
            share(permille)));
  }

  private static Ruling promote(StateChange change, Rollout rollout, Instant now) {
    change.promote();
    String reason =
        rollout.getGuards().isEmpty()
            ? "The last step is over; no guard was asked for."
            : "The last step is over and no guard has fired.";
    return Ruling.change(
        change, now, new Ruling.Why(EventKind.STABLE, rollout.getVersion(), reason, Map.of()));
  }

  static EventKind kind(Arm arm) {
    return arm == Arm.SHADOW ? EventKind.SHADOW : EventKind.CANARY;
  }

  static Map<String, String> share(int permille) {
    return Map.of("permille", String.valueOf(permille));
  }
}
