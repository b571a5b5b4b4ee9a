package io.millrace.job.operator;

import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.Outcome;
import io.millrace.job.log.RawRecord;
import io.millrace.schemas.DeadLetterCause;
import io.millrace.schemas.DeadLetterCause.Position;
import io.millrace.schemas.DeadLetterCause.Scorer;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.DecodeException;
import java.util.Locale;

/**
 * Why records of this job go to the dead letters.
 *
 * @param job name of the job
 */
record Causes(String job) {

  /** The record is no image event. */
  DeadLetterCause envelope(RawRecord raw, DecodeException e) {
    return new DeadLetterCause(
        "envelope",
        e.code().name(),
        String.valueOf(e.getMessage()),
        e,
        position(raw),
        new Scorer(job, null, null));
  }

  /** No version can be chosen for it. */
  DeadLetterCause route(RawRecord raw, String code, String message, String model) {
    return new DeadLetterCause(
        "route", code, message, null, position(raw), new Scorer(job, model, null));
  }

  /** Processes have died with it. */
  DeadLetterCause nativeCrash(RawRecord raw, int deaths) {
    String message =
        "%d processes have died with this image under way, the last one with no other under suspicion: native code crashes on it. It has not been tried again."
            .formatted(deaths);
    return new DeadLetterCause(
        "quarantine", "NATIVE_CRASH", message, null, position(raw), new Scorer(job, null, null));
  }

  /** The engine could not score it. */
  DeadLetterCause failed(RawRecord raw, Outcome.Failed failed, VersionId id) {
    return new DeadLetterCause(
        failed.stage().name().toLowerCase(Locale.ROOT),
        failed.code().name(),
        failed.message(),
        failed.cause(),
        position(raw),
        scorer(id));
  }

  /** What the model says of it does not fit into the topic. */
  DeadLetterCause tooLarge(RawRecord raw, int bytes, VersionId id) {
    String message =
        "The prediction has %d bytes with the headers of its image and may have %d: let the model return less, or the producer send fewer headers."
            .formatted(bytes, Topics.MAX_RECORD_BYTES);
    return new DeadLetterCause(
        "output", "OUTPUT_TOO_LARGE", message, null, position(raw), scorer(id));
  }

  private Scorer scorer(VersionId id) {
    return new Scorer(job, id.model(), id.version());
  }

  private static Position position(RawRecord raw) {
    return new Position(Topics.IMAGES.name(), raw.partition(), raw.offset(), raw.timestamp());
  }
}
