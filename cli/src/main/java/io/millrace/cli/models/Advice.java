package io.millrace.cli.models;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.registry.decision.Events;
import io.millrace.registry.decision.Refusal;
import java.util.Arrays;
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
  static String reasonWithAdvice(ModelEvent event) {
    String advice = new Advice(event).of(event);
    return advice.isEmpty() ? event.getReason() : event.getReason() + " " + advice;
  }

  private String of(ModelEvent event) {
    if (event.getKind() == EventKind.REFUSED) {
      return refusal(event).map(code -> of(code, event.getSequence())).orElse("");
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

  private String of(Refusal code, long sequence) {
    return switch (code) {
      case STALE_SEQUENCE ->
          "Who was faster: millrace models history %s   Then, if you still want it: --expected-sequence %d"
              .formatted(model, sequence);
      case UNKNOWN_VERSION ->
          "Those there are: millrace models show %s   A new one: millrace models publish %s DIR"
              .formatted(model, model);
      case ON_TRIAL -> "See: millrace models show %s".formatted(model);
      case NO_STABLE -> "Leave --canary or --shadow out.";
      case NOT_ON_TRIAL ->
          "Try it: millrace models rollout %s %s --canary 10%%".formatted(model, version);
      case NO_PREVIOUS, OTHER_PREVIOUS, ALREADY, IN_USE ->
          "See: millrace models show %s".formatted(model);
      case EQUIVOCATION, RETIRED, REJECTED, MODE, RAMP, TIMING, GUARD -> "";
      case UNREADABLE, NAME, MANIFEST, ARTIFACTS, TOO_LARGE, SEQ_RANGE -> "";
    };
  }
}
