package io.millrace.cli.bench.engine;

import io.millrace.engine.head.OriginalImage;
import io.millrace.engine.head.OutputHead;
import io.millrace.engine.image.Decoded;
import io.millrace.engine.image.Decoding;
import io.millrace.engine.image.ImageDecoder;
import io.millrace.engine.image.ImageLimits;
import io.millrace.engine.image.Slots;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.Signature;
import org.jspecify.annotations.Nullable;

/** What one thread of the raw loop owns: decoder, buffers of one batch, the way to read scores. */
final class RawWorker implements AutoCloseable {

  private final Workload workload;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.defaults());
  private final InferenceRun run;
  private final Slots slots;
  private final OutputHead head;
  private final OriginalImage original;
  private @Nullable ModelOutput last;

  RawWorker(Workload workload, InferenceSession session) throws InferenceException {
    this.workload = workload;
    int batch = workload.net().maxBatch();
    Signature signature = session.signature();
    run = session.newRun(signature.inputs().get(0), signature.outputs().get(0), batch);
    slots = new Slots(run.input(), workload.bundle().spec().input(), batch);
    var spec = workload.bundle().spec();
    original = OriginalImage.of(spec.input());
    head = OutputHead.of(spec.output(), signature.outputs(), spec.input());
  }

  /** Decodes, runs and reads a batch of images. */
  void score(long from, int images) throws InferenceException {
    for (int slot = 0; slot < images; slot++) {
      Decoding decoding = decoder.decode(workload.image(from + slot), null, slots, slot);
      if (!(decoding instanceof Decoded)) {
        throw new IllegalStateException("a picture of the bench is refused: " + decoding);
      }
    }
    run.run(images);
    for (int slot = 0; slot < images; slot++) {
      last = head.read(run.outputs(), slot, original);
    }
    if (last == null) {
      throw new IllegalStateException(workload.name() + " says NaN or infinity");
    }
  }

  @Override
  public void close() {
    slots.close();
    run.close();
    decoder.close();
  }
}
