package io.millrace.engine.host;

import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.Outcome;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Outcome.Scored;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a recorder what has happened. What only listens must not stop a worker. */
final class Telling {

  private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

  private static final String FAILED = "A recorder failed";

  private final EngineRecorder recorder;

  Telling(EngineRecorder recorder) {
    this.recorder = recorder;
  }

  void failed(VersionId version, FailureCode code) {
    tell(() -> recorder.imageFailed(version, code));
  }

  void batch(BatchRunner runner) {
    try {
      say(runner);
    } catch (RuntimeException e) {
      LOG.error(FAILED, e);
    }
  }

  void tuned(Lane lane) {
    tell(() -> recorder.tuned(lane.id(), lane.tuning()));
  }

  private void say(BatchRunner runner) {
    VersionId version = runner.batch().lane().id();
    long runMicros = runner.runNanos() / 1000;
    recorder.batchRan(
        version, runner.tickets().length, runner.bucket(), runner.reason(), runMicros);
    for (Outcome outcome : runner.outcomes()) {
      if (outcome instanceof Scored scored) {
        recorder.imageScored(version, scored.timing());
      } else if (outcome instanceof Failed failed) {
        recorder.imageFailed(version, failed.code());
      }
    }
    if (runner.exhaustedAt() > 0) {
      recorder.memoryRanOut(version, Math.max(1, runner.exhaustedAt() / 2));
    }
  }

  private static void tell(Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException e) {
      LOG.error(FAILED, e);
    }
  }
}
