package io.millrace.registry.decision;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import java.time.Instant;
import java.util.Map;

/** The beginnings of events, and the names of their evidence. */
public final class Events {

  /** Evidence: code of a refusal or of the failure that led to a rejection. */
  public static final String CODE = "code";

  /** Evidence of STAGING: how traffic shall move. */
  public static final String MODE = "mode";

  /** Evidence of STAGING: who promotes the version after its trial. */
  public static final String PROMOTE = "promote";

  /** Model of an event about a record that names none. */
  public static final String NO_MODEL = "?";

  /** Actor of what no command caused. */
  public static final String SYNC = "model-registry-sync";

  /** Longest text that is taken over from others, characters: an event must fit its record. */
  private static final int MAX_TEXT = 1_000;

  private Events() {}

  /** A text of somebody else, cut where it is too long. */
  static String limited(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }

  static ModelEvent.Builder ofCommand(ModelCommand command, Instant now) {
    return ModelEvent.newBuilder()
        .setModel(modelOr(command.getModel()))
        .setAt(now)
        .setCommandId(command.getId().toString())
        .setActor(limited(command.getIssuedBy()));
  }

  /**
   * The event about a record that cannot be read.
   *
   * @param key key of the record, the model's name if it was written properly
   * @param evidence where the record lies
   */
  public static ModelEvent unreadable(
      String key, long sequence, Instant now, String why, Map<String, String> evidence) {
    return new ModelEvent(
        modelOr(key),
        sequence,
        now,
        EventKind.REFUSED,
        null,
        null,
        SYNC,
        Refusal.UNREADABLE + ": " + limited(why),
        evidence);
  }

  private static String modelOr(String name) {
    return Names.isModel(name) ? name : NO_MODEL;
  }
}
