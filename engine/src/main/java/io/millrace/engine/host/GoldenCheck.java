package io.millrace.engine.host;

import io.millrace.engine.head.OriginalImage;
import io.millrace.engine.image.Decoded;
import io.millrace.engine.image.Decoding;
import io.millrace.engine.image.ImageDecoder;
import io.millrace.engine.image.ImageHeader;
import io.millrace.engine.image.ImageLimits;
import io.millrace.engine.image.Refusal;
import io.millrace.engine.model.ModelSpec.Example;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.ModelOutput.Box;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.ModelOutput.Detections;
import io.millrace.engine.outcome.ModelOutput.LabelScore;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Locale;

/** Scores the golden examples through the same decoder and session that serve later. */
final class GoldenCheck {

  private static final LabelScore NOTHING = new LabelScore(-1, "nothing", 0);

  private GoldenCheck() {}

  static void check(ServedModel model, BatchBuffers buffers, ImageLimits limits)
      throws SessionException {
    try (ImageDecoder decoder = new ImageDecoder(limits)) {
      for (Example example : model.bundle().spec().golden().examples()) {
        OriginalImage original = decode(model, example, decoder, buffers);
        compare(model, example, score(model, buffers, original));
      }
    }
  }

  /** The model's word on whatever is in slot 0. */
  static ModelOutput score(ServedModel model, BatchBuffers buffers) throws SessionException {
    return score(model, buffers, OriginalImage.of(model.bundle().spec().input()));
  }

  private static ModelOutput score(ServedModel model, BatchBuffers buffers, OriginalImage original)
      throws SessionException {
    try {
      buffers.run(1, model.buckets().holding(1));
    } catch (InferenceException e) {
      throw new SessionException(RejectCode.WARMUP, "a run of 1 image fails: " + e.getMessage(), e);
    }
    ModelOutput output = model.head().read(buffers.run().outputs(), 0, original);
    if (output == null) {
      throw new SessionException(RejectCode.CANARY, model.notFinite());
    }
    return output;
  }

  private static OriginalImage decode(
      ServedModel model, Example example, ImageDecoder decoder, BatchBuffers buffers)
      throws SessionException {
    Decoding decoding;
    try {
      byte[] bytes = Files.readAllBytes(model.bundle().directory().resolve(example.image()));
      decoding = decoder.decode(ByteBuffer.wrap(bytes), null, buffers.slots(), 0);
    } catch (IOException e) {
      String message = "golden example '" + example.image() + "' cannot be read: " + e;
      throw new SessionException(RejectCode.CANARY, message, e);
    }
    if (decoding instanceof Refusal refusal) {
      throw new SessionException(
          RejectCode.CANARY, "golden example '" + example.image() + "': " + refusal.message());
    }
    ImageHeader header = ((Decoded) decoding).header();
    return new OriginalImage(header.width(), header.height(), header.orientation());
  }

  private static void compare(ServedModel model, Example example, ModelOutput output)
      throws SessionException {
    LabelScore best = best(output);
    double tolerance = model.bundle().spec().golden().tolerance();
    if (!best.label().equals(example.label())
        || !(Math.abs(best.score() - example.score()) <= tolerance)) {
      throw new SessionException(
          RejectCode.CANARY,
          String.format(
              Locale.ROOT,
              "golden example '%s' is %s %.6f instead of %s %.6f within %s",
              example.image(),
              best.label(),
              best.score(),
              example.label(),
              example.score(),
              tolerance));
    }
  }

  /** The first label, or the label of the best box. */
  private static LabelScore best(ModelOutput output) {
    if (output instanceof Classification classification) {
      return classification.labels().get(0);
    }
    if (output instanceof Detections detections && !detections.boxes().isEmpty()) {
      Box box = detections.boxes().get(0);
      return new LabelScore(box.index(), box.label(), box.score());
    }
    return NOTHING;
  }
}
