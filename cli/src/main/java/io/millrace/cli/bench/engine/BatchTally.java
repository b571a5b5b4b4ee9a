package io.millrace.cli.bench.engine;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.EngineRecorder;
import io.millrace.engine.model.VersionId;
import java.util.concurrent.atomic.LongAdder;

/** Counts batches and their images: a ratio means little without the size of the batches. */
final class BatchTally implements EngineRecorder {

  private final LongAdder batches = new LongAdder();
  private final LongAdder images = new LongAdder();

  @Override
  public void batchRan(
      VersionId version, int size, int bucket, CloseReason reason, long runMicros) {
    batches.increment();
    images.add(size);
  }

  /** Images per batch so far. */
  double mean() {
    return (double) images.sum() / batches.sum();
  }
}
