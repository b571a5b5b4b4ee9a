package io.millrace.engine.batch;

/** Why a batch closed; the names are those of the {@code Prediction} schema. */
public enum CloseReason {
  UNKNOWN,
  /** The cap was reached. */
  SIZE,
  /** Waiting for one more image would not pay. */
  IDLE,
  /** The oldest image would have missed its latency target. */
  DEADLINE,
  /** Flushed before a checkpoint. */
  CHECKPOINT,
  /** Flushed because no image follows. */
  END_OF_INPUT,
  /** Flushed because the version was unloaded. */
  SWAP,
  /** A fixed policy's delay was over. */
  LINGER,
  /** Flushed because event time closes a window of statistics. */
  WINDOW
}
