package io.millrace.job.operator;

import io.millrace.engine.outcome.FailureCode.Fault;
import io.millrace.engine.outcome.Outcome;
import io.millrace.job.log.OutputRecord;
import io.millrace.schemas.DeadLetterCause;

/** What became of an image in the engine. */
sealed interface Ending {

  /** Largest prediction; the topic takes 1 MiB with headers. */
  int MAX_PREDICTION_BYTES = 900 * 1024;

  /** Its version scored it. */
  record Predicted(OutputRecord prediction) implements Ending {}

  /** Its version, or any version, cannot score it. */
  record GivenUp(DeadLetterCause cause, Fault fault) implements Ending {}

  /** Nothing is known against image or version; it can be scored again. */
  record Lost(Outcome.Failed why) implements Ending {}

  /** Of an image that is done. */
  static Ending of(Pending.Scoring scoring, Outputs outputs, Causes causes) {
    Outcome outcome = scoring.ticket().outcome();
    var id = scoring.scorer().id();
    if (outcome instanceof Outcome.Failed failed) {
      Fault fault = failed.code().fault();
      return fault == Fault.ENGINE
          ? new Lost(failed)
          : new GivenUp(causes.failed(scoring.raw(), failed, id), fault);
    }
    OutputRecord prediction = outputs.prediction(scoring, (Outcome.Scored) outcome);
    int bytes = prediction.value() == null ? 0 : prediction.value().length;
    return bytes <= MAX_PREDICTION_BYTES
        ? new Predicted(prediction)
        : new GivenUp(causes.tooLarge(scoring.raw(), bytes, MAX_PREDICTION_BYTES, id), Fault.MODEL);
  }
}
