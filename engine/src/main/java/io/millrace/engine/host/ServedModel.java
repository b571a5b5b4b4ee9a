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
import java.util.List;

/** A version that keeps its contract: what it takes to run it and to read what it says. */
record ServedModel(
    ModelBundle bundle,
    InferenceSession session,
    TensorSpec input,
    List<TensorSpec> outputs,
    Buckets buckets,
    OutputHead head) {

  VersionId id() {
    return bundle.id();
  }

  ServedModel {
    outputs = List.copyOf(outputs);
  }

  /** What to say of an output that is not finite. */
  String notFinite() {
    List<String> names = outputs.stream().map(TensorSpec::name).toList();
    return "an output of " + names + " holds NaN or infinity";
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
    InferenceRun run = session.newRun(input, outputs, capacity);
    return new BatchBuffers(run, new Slots(run.input(), bundle.spec().input(), capacity));
  }
}
