package io.millrace.engine.image;

import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.Layout;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.outcome.FailureCode;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The places of a batch in the model's input buffer, as OpenCV sees them. Normalised pixels are
 * written straight into the buffer. Different slots may be written by different threads at once.
 */
public final class Slots implements AutoCloseable {

  private final InputSpec spec;
  private final ByteBuffer input;
  private final Mat[][] targets;
  private final double[] gain;
  private final double[] offset;

  /**
   * Lays slots over a buffer.
   *
   * @param input direct; the memory that the session reads, at least {@code capacity} images
   */
  public Slots(ByteBuffer input, InputSpec spec, int capacity) {
    if (!input.isDirect() || input.capacity() < (long) capacity * spec.imageBytes()) {
      throw new IllegalArgumentException(
          "slots need a direct buffer of " + capacity + " x " + spec.imageBytes() + " bytes");
    }
    OpenCv.load();
    this.spec = spec;
    this.input = input.duplicate().clear();
    int channels = spec.color().channels();
    gain = new double[channels];
    offset = new double[channels];
    for (int c = 0; c < channels; c++) {
      gain[c] = spec.type() == PixelType.UINT8 ? 1 : spec.scale() / spec.std().get(c);
      offset[c] = spec.type() == PixelType.UINT8 ? 0 : -spec.mean().get(c) / spec.std().get(c);
    }
    boolean planar = spec.layout() == Layout.NCHW;
    targets = new Mat[capacity][planar ? channels : 1];
    try (BytePointer memory = new BytePointer(this.input)) {
      int type = opencv_core.CV_MAKETYPE(depth(), planar ? 1 : channels);
      long bytes = spec.imageBytes() / targets[0].length;
      for (int i = 0; i < capacity * targets[0].length; i++) {
        memory.position(i * bytes);
        targets[i / targets[0].length][i % targets[0].length] =
            new Mat(spec.height(), spec.width(), type, memory);
      }
    }
  }

  public InputSpec spec() {
    return spec;
  }

  public int capacity() {
    return targets.length;
  }

  /** Copies one image over another, to close a gap. */
  public void copy(int from, int to) {
    int bytes = spec.imageBytes();
    input.put(to * bytes, input, from * bytes, bytes);
  }

  /**
   * Takes a tensor into a slot as it is.
   *
   * @param tensor from its position to its limit, and left as it was
   */
  public Decoding place(int slot, ByteBuffer tensor) {
    int bytes = spec.imageBytes();
    if (tensor.remaining() != bytes) {
      return Refusal.atGate(
          FailureCode.WRONG_SHAPE,
          "the tensor has " + tensor.remaining() + " bytes, the model's input " + bytes);
    }
    input.put(slot * bytes, tensor, tensor.position(), bytes);
    return new Placed();
  }

  /**
   * Normalises into a slot.
   *
   * @param pixels 8 bits, of the model's size; grey or blue-green-red, as the model asks
   */
  void write(int slot, Mat pixels, PlaneScratch scratch) {
    if (pixels.cols() != spec.width() || pixels.rows() != spec.height()) {
      // OpenCV would quietly write to memory of its own and leave the slot as it was.
      throw new IllegalStateException("pixels are not of the model's size");
    }
    Mat[] target = targets[slot];
    if (spec.color() == ColorOrder.GREY) {
      pixels.convertTo(target[0], depth(), gain[0], offset[0]);
      return;
    }
    Mat[] planes = scratch.split(pixels);
    boolean planar = spec.layout() == Layout.NCHW;
    for (int c = 0; c < planes.length; c++) {
      Mat source = planes[spec.color() == ColorOrder.RGB ? planes.length - 1 - c : c];
      source.convertTo(planar ? target[c] : scratch.normalised(c), depth(), gain[c], offset[c]);
    }
    if (!planar) {
      scratch.mergeNormalised(target[0]);
    }
  }

  private int depth() {
    return switch (spec.type()) {
      case FLOAT32 -> opencv_core.CV_32F;
      case FLOAT16 -> opencv_core.CV_16F;
      case UINT8 -> opencv_core.CV_8U;
    };
  }

  /** Frees the native headers; the buffer belongs to the session. */
  @Override
  public void close() {
    for (Mat[] target : targets) {
      for (Mat plane : target) {
        plane.close();
      }
    }
  }
}
