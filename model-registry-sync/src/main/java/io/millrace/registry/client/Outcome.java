package io.millrace.registry.client;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.Promotion;
import io.millrace.registry.decision.Events;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has come of a command. */
public sealed interface Outcome {

  /**
   * It is done; a rollout: all traffic has moved, or, where an operator is to promote the version,
   * its trial has begun ({@code event} is of kind CANARY or SHADOW then).
   */
  record Done(ModelEvent event) implements Outcome {}

  /** It was refused, or the version that it staged or tried was rejected or rolled back. */
  record NotDone(ModelEvent event) implements Outcome {}

  /**
   * Nothing final yet.
   *
   * @param last what was decided last about it; null: model-registry-sync has not said anything
   */
  record Pending(@Nullable ModelEvent last) implements Outcome {}

  /**
   * Reads it from the audit trail.
   *
   * @param events in the order of the topic
   */
  static Outcome of(String commandId, List<ModelEvent> events) {
    ModelEvent staging = null;
    ModelEvent last = null;
    for (ModelEvent event : events) {
      if (staging != null && isFinal(event, staging)) {
        return switch (event.getKind()) {
          case REJECTED, ROLLED_BACK -> new NotDone(event);
          default -> new Done(event);
        };
      }
      if (commandId.equals(event.getCommandId())) {
        last = event;
        if (event.getKind() == EventKind.STAGING) {
          staging = event;
        }
      }
    }
    if (last == null || staging != null) {
      return new Pending(last);
    }
    return last.getKind() == EventKind.REFUSED ? new NotDone(last) : new Done(last);
  }

  private static boolean isFinal(ModelEvent event, ModelEvent staging) {
    return event.getModel().equals(staging.getModel())
        && staging.getVersion().equals(event.getVersion())
        && switch (event.getKind()) {
          case STABLE, REJECTED, ROLLED_BACK -> true;
          case CANARY, SHADOW -> !goesOnByItself(staging);
          case UNKNOWN, PUBLISHED, STAGING, RETIRED, REFUSED -> false;
        };
  }

  private static boolean goesOnByItself(ModelEvent staging) {
    return Promotion.AUTO.name().equals(staging.getEvidence().get(Events.PROMOTE));
  }
}
