package io.millrace.engine.host;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.batch.Tuning;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.BatchTiming;
import io.millrace.engine.outcome.FailureCode;

/** Hears what the engine does. Called from worker threads: quick, and without exceptions. */
public interface EngineRecorder {

  /** Hears nothing. */
  EngineRecorder NONE = new EngineRecorder() {};

  /** An image has its result. */
  default void imageScored(VersionId version, BatchTiming timing) {}

  /** An image has none. */
  default void imageFailed(VersionId version, FailureCode code) {}

  /**
   * A batch has run.
   *
   * @param size images in the batch
   * @param bucket images that were run, the unused ones included
   */
  default void batchRan(
      VersionId version, int size, int bucket, CloseReason reason, long runMicros) {}

  /** A run found no memory; from now on batches of the version hold at most {@code cap} images. */
  default void memoryRanOut(VersionId version, int cap) {}

  /** Planning has changed how batches of the version close. */
  default void tuned(VersionId version, Tuning tuning) {}
}
