package io.millrace.engine.host;

import io.millrace.engine.batch.Buckets;
import io.millrace.engine.head.OutputHead;
import io.millrace.engine.image.Slots;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.TensorSpec;

/** A version that keeps its contract: what it takes to run it and to read what it says. */
record ServedModel(
    ModelBundle bundle,
    InferenceSession session,
    TensorSpec input,
    TensorSpec output,
    Buckets buckets,
    OutputHead head) {

  VersionId id() {
    return bundle.id();
  }

  String precision() {
    return bundle.spec().precision().type();
  }

  /** Whether batches of several workers run side by side, as they do on a CPU. */
  boolean runsSideBySide() {
    return !session.provider().startsWith("cuda") && !session.provider().startsWith("tensorrt");
  }

  BatchBuffers newBuffers() throws InferenceException {
    return newBuffers(buckets.max());
  }

  /** Buffers for at most so many images. */
  BatchBuffers newBuffers(int images) throws InferenceException {
    int capacity = buckets.holding(images);
    InferenceRun run = session.newRun(input, output, capacity);
    return new BatchBuffers(run, new Slots(run.input(), bundle.spec().input(), capacity));
  }
}
