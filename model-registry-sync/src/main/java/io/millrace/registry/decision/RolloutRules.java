package io.millrace.registry.decision;

import io.millrace.avro.Candidate;
import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.RolloutVersion;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.registry.decision.PlanCheck.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the commands do that move traffic: roll out, promote, roll back. */
final class RolloutRules {

  private final @Nullable ModelState state;
  private final Answers answers;

  RolloutRules(@Nullable ModelState state, Answers answers) {
    this.state = state;
    this.answers = answers;
  }

  Ruling rollout(RolloutVersion asked) {
    long number = asked.getVersion();
    Optional<VersionState> known = answers.version(number);
    if (state == null || known.isEmpty()) {
      return answers.unknown(number);
    }
    return switch (known.get().getStatus()) {
      case RETIRED, REJECTED -> answers.unusable(known.get());
      case STABLE -> already(number, "serves already");
      case STAGING -> already(number, "is being staged already");
      case CANARY, SHADOW -> already(number, "is on trial already; promote it or roll it back");
      case PUBLISHED, READY, ROLLED_BACK, UNKNOWN -> rollout(state, asked);
    };
  }

  private Ruling already(long number, String what) {
    return answers.refuse(Refusal.ALREADY, number, "Version %d %s.".formatted(number, what));
  }

  private Ruling rollout(ModelState state, RolloutVersion asked) {
    List<Problem> problems = PlanCheck.check(asked);
    if (!problems.isEmpty()) {
      return answers.refuse(
          problems.get(0).code(),
          asked.getVersion(),
          String.join(" ", problems.stream().map(Problem::text).toList()));
    }
    Candidate candidate = state.getCandidate();
    if (candidate != null) {
      return answers.refuse(
          Refusal.ON_TRIAL,
          asked.getVersion(),
          "Version %d is on trial; promote it or roll it back first."
              .formatted(candidate.getVersion()));
    }
    if (asked.getMode() != RolloutMode.ALL_AT_ONCE && state.getStable() == null) {
      return answers.refuse(
          Refusal.NO_STABLE,
          asked.getVersion(),
          "Nothing serves that it could be tried beside; the first version is rolled out all at once.");
    }
    return stage(state, asked);
  }

  private Ruling stage(ModelState state, RolloutVersion asked) {
    long number = asked.getVersion();
    StateChange change = answers.change();
    List<ModelEvent> events = new ArrayList<>();
    Long staging = state.getStaging();
    if (staging != null) {
      events.add(
          answers.event(
              change.sequence(),
              EventKind.ROLLED_BACK,
              staging,
              "Staging is given up for version " + number));
    }
    Rollout rollout = Rollouts.begin(asked, answers.command(), change.sequence(), answers.now());
    change.stage(rollout);
    events.add(
        answers.event(
            change.sequence(),
            EventKind.STAGING,
            number,
            "The hosts are told to load it while " + answers.serving(),
            Rollouts.evidence(rollout)));
    return answers.done(change, events.toArray(ModelEvent[]::new));
  }

  Ruling promote(long number) {
    Optional<VersionState> known = answers.version(number);
    if (state == null || known.isEmpty()) {
      return answers.unknown(number);
    }
    VersionStatus status = known.get().getStatus();
    return switch (status) {
      case RETIRED, REJECTED -> answers.unusable(known.get());
      case STABLE -> already(number, "serves already");
      case CANARY, SHADOW -> {
        StateChange change = answers.change();
        change.promote();
        yield answers.done(
            change,
            answers.event(change.sequence(), EventKind.STABLE, number, "An operator promotes it"));
      }
      case STAGING, PUBLISHED, READY, ROLLED_BACK, UNKNOWN ->
          answers.refuse(
              Refusal.NOT_ON_TRIAL,
              number,
              "Version %d is %s; only a canary or a shadow is promoted.".formatted(number, status));
    };
  }

  Ruling rollback(@Nullable Long toVersion) {
    if (state != null && (state.getStaging() != null || state.getCandidate() != null)) {
      return giveUp(state, toVersion);
    }
    Long previous = state == null ? null : state.getPrevious();
    if (state == null || previous == null) {
      return answers.refuse(
          Refusal.NO_PREVIOUS,
          toVersion,
          "There is no version to return to; roll a version out instead.");
    }
    if (toVersion != null && !toVersion.equals(previous)) {
      return answers.refuse(
          Refusal.OTHER_PREVIOUS,
          toVersion,
          "The previous version is %d, not %d.".formatted(previous, toVersion));
    }
    StateChange change = answers.change();
    ModelEvent event =
        answers.event(
            change.sequence(),
            EventKind.ROLLED_BACK,
            state.getStable(),
            "Traffic returns to version " + previous);
    change.rollBack(event.getReason());
    return answers.done(change, event);
  }

  /** The version in service stays what it is; what was to follow it goes. */
  private Ruling giveUp(ModelState state, @Nullable Long toVersion) {
    Candidate candidate = state.getCandidate();
    Long staging = state.getStaging();
    long version = candidate == null ? Objects.requireNonNull(staging) : candidate.getVersion();
    String stage = candidate == null ? "being staged" : "on trial";
    if (toVersion != null && !toVersion.equals(state.getStable())) {
      return answers.refuse(
          Refusal.OTHER_PREVIOUS,
          toVersion,
          "Version %d is %s; rolling back gives that up while %s, it does not go to %d."
              .formatted(version, stage, answers.serving(), toVersion));
    }
    StateChange change = answers.change();
    ModelEvent event =
        answers.event(
            change.sequence(),
            EventKind.ROLLED_BACK,
            version,
            (candidate == null ? "Staging is given up while " : "The trial is given up while ")
                + answers.serving());
    if (candidate == null) {
      change.giveUpStaging();
    } else {
      change.endTrial(VersionStatus.ROLLED_BACK, event.getReason());
    }
    return answers.done(change, event);
  }
}
