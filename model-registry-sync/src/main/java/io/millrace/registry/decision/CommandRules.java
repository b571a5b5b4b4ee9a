package io.millrace.registry.decision;

import static io.millrace.avro.VersionStatus.REJECTED;
import static io.millrace.avro.VersionStatus.RETIRED;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.PublishVersion;
import io.millrace.avro.RetireVersion;
import io.millrace.avro.RollbackVersion;
import io.millrace.avro.RolloutVersion;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one command does to one model. */
final class CommandRules {

  /** Largest state of a model, bytes; the record may have 1 MiB. */
  static final int MAX_STATE_BYTES = 900 * 1024;

  private final @Nullable ModelState state;
  private final ModelCommand command;
  private final Instant now;
  private final long sequence;

  CommandRules(@Nullable ModelState state, ModelCommand command, Instant now) {
    this.state = state;
    this.command = command;
    this.now = now;
    this.sequence = state == null ? 0 : state.getSequence();
  }

  Decision decide() {
    if (!Names.isModel(command.getModel())) {
      return refuse(
          Refusal.NAME,
          null,
          "A model's name has 1 to 100 letters, digits, dots, dashes and underscores.");
    }
    Long expected = command.getExpectedSequence();
    if (expected != null && expected != sequence) {
      return refuse(
          Refusal.STALE_SEQUENCE,
          null,
          "The model is at sequence %d, the command expects %d; look again and ask again."
              .formatted(sequence, expected));
    }
    Object action = command.getAction();
    if (action instanceof PublishVersion publish) {
      return publish(publish);
    } else if (action instanceof RolloutVersion rollout) {
      return rollout(rollout.getVersion());
    } else if (action instanceof RollbackVersion rollback) {
      return rollback(rollback.getToVersion());
    } else if (action instanceof RetireVersion retire) {
      return retire(retire.getVersion());
    }
    return refuse(Refusal.UNREADABLE, null, "There is no such action: " + action);
  }

  private Decision publish(PublishVersion publish) {
    long number = publish.getVersion();
    PublishCheck.Problem problem = PublishCheck.check(command, publish);
    if (problem != null) {
      return refuse(problem.code(), number, problem.text());
    }
    Optional<VersionState> known = version(number);
    if (known.isPresent()) {
      return publishAgain(known.get(), publish);
    }
    StateChange change = new StateChange(command.getModel(), state);
    change.add(
        new VersionState(
            number,
            PublishCheck.digest(publish),
            VersionStatus.PUBLISHED,
            null,
            now,
            Events.limited(command.getIssuedBy()),
            publish.getManifest(),
            publish.getArtifacts(),
            publish.getSignature()));
    if (change.estimatedBytes() > MAX_STATE_BYTES) {
      return refuse(
          Refusal.TOO_LARGE,
          number,
          "The model's versions would not fit one record; retire versions you do not need.");
    }
    return changed(change, event(change, EventKind.PUBLISHED, number, "A new version is known"));
  }

  private Decision publishAgain(VersionState known, PublishVersion publish) {
    long number = known.getVersion();
    if (known.getStatus() == RETIRED || known.getStatus() == REJECTED) {
      return unusable(known);
    }
    boolean same =
        known.getDigest().equals(PublishCheck.digest(publish))
            && known.getManifest().equals(publish.getManifest())
            && known.getArtifacts().equals(publish.getArtifacts());
    if (!same) {
      return refuse(
          Refusal.EQUIVOCATION,
          number,
          "Version %d is published with other files (its model.onnx has SHA-256 %s); take a new number."
              .formatted(number, known.getDigest()));
    }
    return new Decision(
        null,
        List.of(
            event(sequence, EventKind.PUBLISHED, number, "The same files are published already")));
  }

  private Decision rollout(long number) {
    Optional<VersionState> known = version(number);
    if (state == null || known.isEmpty()) {
      return unknown(number);
    }
    return switch (known.get().getStatus()) {
      case RETIRED, REJECTED -> unusable(known.get());
      case STABLE ->
          refuse(Refusal.ALREADY, number, "Version %d serves already.".formatted(number));
      case STAGING ->
          refuse(Refusal.ALREADY, number, "Version %d is being staged already.".formatted(number));
      case CANARY, SHADOW ->
          refuse(Refusal.ALREADY, number, "Version %d is on trial already.".formatted(number));
      case PUBLISHED, READY, ROLLED_BACK, UNKNOWN -> stage(state, number);
    };
  }

  private Decision stage(ModelState state, long number) {
    StateChange change = new StateChange(command.getModel(), state);
    List<ModelEvent> events = new ArrayList<>();
    Long staging = state.getStaging();
    if (staging != null) {
      events.add(
          event(
              change, EventKind.ROLLED_BACK, staging, "Staging is given up for version " + number));
    }
    change.stage(number);
    events.add(
        event(
            change, EventKind.STAGING, number, "The hosts are told to load it while " + serving()));
    return new Decision(change.state(now), events);
  }

  private String serving() {
    Long stable = state == null ? null : state.getStable();
    return stable == null ? "nothing serves" : "version " + stable + " serves";
  }

  private Decision rollback(@Nullable Long toVersion) {
    if (state != null && state.getStaging() != null) {
      return giveUp(state, state.getStaging(), toVersion);
    }
    Long previous = state == null ? null : state.getPrevious();
    if (state == null || previous == null) {
      return refuse(
          Refusal.NO_PREVIOUS,
          toVersion,
          "There is no version to return to; roll a version out instead.");
    }
    if (toVersion != null && !toVersion.equals(previous)) {
      return refuse(
          Refusal.OTHER_PREVIOUS,
          toVersion,
          "The previous version is %d, not %d.".formatted(previous, toVersion));
    }
    StateChange change = new StateChange(command.getModel(), state);
    ModelEvent event =
        event(
            change,
            EventKind.ROLLED_BACK,
            state.getStable(),
            "Traffic returns to version " + previous);
    change.rollBack(event.getReason());
    return changed(change, event);
  }

  private Decision giveUp(ModelState state, long staging, @Nullable Long toVersion) {
    if (toVersion != null && !toVersion.equals(state.getStable())) {
      return refuse(
          Refusal.OTHER_PREVIOUS,
          toVersion,
          "Version %d is being staged; rolling back gives that up while %s, it does not go to %d."
              .formatted(staging, serving(), toVersion));
    }
    StateChange change = new StateChange(command.getModel(), state);
    change.giveUpStaging();
    return changed(
        change,
        event(change, EventKind.ROLLED_BACK, staging, "Staging is given up while " + serving()));
  }

  private Decision retire(long number) {
    Optional<VersionState> known = version(number);
    if (known.isEmpty()) {
      return unknown(number);
    }
    return switch (known.get().getStatus()) {
      case STABLE, STAGING, CANARY, SHADOW ->
          refuse(
              Refusal.IN_USE,
              number,
              "Version %d serves or is being staged; put another in service first."
                  .formatted(number));
      case RETIRED ->
          refuse(Refusal.ALREADY, number, "Version %d is retired already.".formatted(number));
      case PUBLISHED, READY, REJECTED, ROLLED_BACK, UNKNOWN -> {
        StateChange change = new StateChange(command.getModel(), state);
        change.retire(number);
        yield changed(
            change, event(change, EventKind.RETIRED, number, "It is taken away for good"));
      }
    };
  }

  private Optional<VersionState> version(long number) {
    return state == null
        ? Optional.empty()
        : state.getVersions().stream().filter(v -> v.getVersion() == number).findFirst();
  }

  private Decision unknown(long number) {
    return refuse(
        Refusal.UNKNOWN_VERSION,
        number,
        "Nobody has published version %d of this model.".formatted(number));
  }

  private Decision unusable(VersionState version) {
    boolean retired = version.getStatus() == RETIRED;
    return refuse(
        retired ? Refusal.RETIRED : Refusal.REJECTED,
        version.getVersion(),
        retired
            ? "Version %d is retired; publish it under a new number."
                .formatted(version.getVersion())
            : "Version %d was rejected (%s); publish a better one under a new number."
                .formatted(
                    version.getVersion(),
                    Objects.requireNonNullElse(version.getReason(), "no reason given")));
  }

  private Decision changed(StateChange change, ModelEvent event) {
    return new Decision(change.state(now), List.of(event));
  }

  private ModelEvent event(StateChange change, EventKind kind, Long version, String what) {
    return event(change.sequence(), kind, version, what);
  }

  private ModelEvent event(long sequence, EventKind kind, Long version, String what) {
    String asked = command.getReason();
    String reason = asked == null ? what + "." : what + ": " + Events.limited(asked);
    return Events.ofCommand(command, now)
        .setSequence(sequence)
        .setKind(kind)
        .setVersion(version)
        .setReason(reason)
        .setEvidence(Map.of())
        .build();
  }

  private Decision refuse(Refusal code, @Nullable Long version, String why) {
    return new Decision(
        null,
        List.of(
            Events.ofCommand(command, now)
                .setSequence(sequence)
                .setKind(EventKind.REFUSED)
                .setVersion(version)
                .setReason(code + ": " + why)
                .setEvidence(Map.of(Events.CODE, code.name()))
                .build()));
  }
}
