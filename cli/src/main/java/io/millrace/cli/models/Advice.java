package io.millrace.cli.models;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.registry.decision.Events;
import io.millrace.registry.decision.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Why something was not done and what to do about it, in one line. */
final class Advice {

  private final String model;
  private final String version;

  private Advice(ModelEvent event) {
    this.model = event.getModel();
    this.version = event.getVersion() == null ? "VERSION" : event.getVersion().toString();
  }

  /** What the registry says, and what to do where it does not say so itself. */
  static String reasonWithAdvice(ModelEvent event, List<ModelEvent> history) {
    String advice = new Advice(event).of(event, history);
    return advice.isEmpty() ? event.getReason() : event.getReason() + " " + advice;
  }

  private String of(ModelEvent event, List<ModelEvent> history) {
    if (event.getKind() == EventKind.REFUSED) {
      return refusal(event)
          .map(code -> code == Refusal.STALE_SEQUENCE ? stale(event, history) : of(code))
          .orElse("");
    }
    String more = "The figures: millrace models history %s --version %s".formatted(model, version);
    return event.getKind() == EventKind.REJECTED
        ? more + "; publish a better version under a new number."
        : more;
  }

  private static Optional<Refusal> refusal(ModelEvent event) {
    String code = event.getEvidence().get(Events.CODE);
    return Arrays.stream(Refusal.values()).filter(r -> r.name().equals(code)).findFirst();
  }

  /** Somebody was faster; the one who was slower wants to know who, and what is true now. */
  private String stale(ModelEvent refused, List<ModelEvent> history) {
    String faster =
        history.stream()
            .filter(event -> event.getModel().equals(model))
            .filter(event -> event.getKind() != EventKind.REFUSED)
            .filter(event -> event.getSequence() == refused.getSequence())
            .reduce((earlier, later) -> later)
            .map(event -> "The last change, by %s: %s. ".formatted(event.getActor(), what(event)))
            .orElse("");
    return faster
        + "See: millrace models show %s   If you still want it: --expected-sequence %d"
            .formatted(model, refused.getSequence());
  }

  private static String what(ModelEvent event) {
    return event.getKind()
        + (event.getVersion() == null ? "" : " of version " + event.getVersion());
  }

  private String of(Refusal code) {
    return switch (code) {
      case UNKNOWN_VERSION ->
          "Those there are: millrace models show %s   A new one: millrace models publish %s DIR"
              .formatted(model, model);
      case ON_TRIAL -> "See: millrace models show %s".formatted(model);
      case NO_STABLE -> "Leave --canary or --shadow out.";
      case NOT_ON_TRIAL ->
          "Try it: millrace models rollout %s %s --canary 10%%".formatted(model, version);
      case NO_PREVIOUS, OTHER_PREVIOUS, ALREADY, IN_USE ->
          "See: millrace models show %s".formatted(model);
      case STALE_SEQUENCE, EQUIVOCATION, RETIRED, REJECTED, MODE, RAMP, TIMING, GUARD -> "";
      case UNREADABLE, NAME, MANIFEST, ARTIFACTS, TOO_LARGE, SEQ_RANGE -> "";
    };
  }
}
