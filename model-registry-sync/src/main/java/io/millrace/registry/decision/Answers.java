package io.millrace.registry.decision;

import static io.millrace.avro.VersionStatus.RETIRED;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one command is answered: done, or refused with the reason. */
record Answers(@Nullable ModelState state, ModelCommand command, Instant now) {

  long sequence() {
    return state == null ? 0 : state.getSequence();
  }

  /** A change of the model that has yet to be made. */
  StateChange change() {
    return new StateChange(command.getModel(), state);
  }

  Optional<VersionState> version(long number) {
    return state == null
        ? Optional.empty()
        : state.getVersions().stream().filter(v -> v.getVersion() == number).findFirst();
  }

  /** What goes on meanwhile, in words. */
  String serving() {
    Long stable = state == null ? null : state.getStable();
    return stable == null ? "nothing serves" : "version " + stable + " serves";
  }

  Ruling done(StateChange change, ModelEvent... events) {
    return new Ruling(change.state(now), List.of(events));
  }

  ModelEvent event(long sequence, EventKind kind, Long version, String what) {
    return event(sequence, kind, version, what, Map.of());
  }

  ModelEvent event(
      long sequence, EventKind kind, Long version, String what, Map<String, String> evidence) {
    String asked = command.getReason();
    String reason = asked == null ? what + "." : what + ": " + Events.limited(asked);
    return Events.ofCommand(command, now)
        .setSequence(sequence)
        .setKind(kind)
        .setVersion(version)
        .setReason(reason)
        .setEvidence(evidence)
        .build();
  }

  Ruling refuse(Refusal code, @Nullable Long version, String why) {
    return new Ruling(
        null,
        List.of(
            Events.ofCommand(command, now)
                .setSequence(sequence())
                .setKind(EventKind.REFUSED)
                .setVersion(version)
                .setReason(code + ": " + Events.limited(why))
                .setEvidence(Map.of(Events.CODE, code.name()))
                .build()));
  }

  Ruling unknown(long number) {
    return refuse(
        Refusal.UNKNOWN_VERSION,
        number,
        "Nobody has published version %d of this model.".formatted(number));
  }

  Ruling unusable(VersionState version) {
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
}
