package io.millrace.job.operator;

import io.millrace.engine.outcome.FailureCode.Fault;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.Outcome;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RecordSize;
import io.millrace.schemas.DeadLetterCause;
import io.millrace.schemas.Topics;

/** What became of an image in the engine. */
sealed interface Ending {

  /** Its version scored it. */
  record Predicted(OutputRecord prediction, ModelOutput output) implements Ending {}

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
    Outcome.Scored scored = (Outcome.Scored) outcome;
    OutputRecord prediction = outputs.prediction(scoring, scored);
    int bytes = RecordSize.of(prediction);
    return bytes <= Topics.MAX_RECORD_BYTES
        ? new Predicted(prediction, scored.output())
        : new GivenUp(causes.tooLarge(scoring.raw(), bytes, id), Fault.MODEL);
  }
}
