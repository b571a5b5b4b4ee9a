package io.millrace.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.Interpolation;
import io.millrace.engine.model.InputSpec.Layout;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.model.InputSpec.Resize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A decoder with one slot, for tests that look at bytes; values are taken as they are. */
final class Decodings implements AutoCloseable {

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.defaults());
  private final ByteBuffer input;
  private final Slots slots;

  Decodings(int width, int height, ColorOrder color, PixelType type) {
    int channels = color.channels();
    InputSpec spec =
        new InputSpec(
            "x",
            Layout.NHWC,
            width,
            height,
            Resize.STRETCH,
            Interpolation.BILINEAR,
            color,
            1,
            List.of(0.0, 0.0, 0.0).subList(0, channels),
            List.of(1.0, 1.0, 1.0).subList(0, channels),
            type);
    input = ByteBuffer.allocateDirect(spec.imageBytes()).order(ByteOrder.nativeOrder());
    slots = new Slots(input, spec, 1);
  }

  /** Whatever comes of it. */
  Decoding attempt(byte[] image) {
    return decoder.decode(ByteBuffer.wrap(image), null, slots, 0);
  }

  /** The bytes of the slot. */
  byte[] decode(byte[] image) {
    Decoding decoding = attempt(image);
    assertThat(decoding).isInstanceOf(Decoded.class);
    return slot();
  }

  Refusal refused(byte[] image) {
    Decoding decoding = attempt(image);
    assertThat(decoding).isInstanceOf(Refusal.class);
    return (Refusal) decoding;
  }

  byte[] slot() {
    byte[] bytes = new byte[input.capacity()];
    input.get(0, bytes);
    return bytes;
  }

  @Override
  public void close() {
    slots.close();
    decoder.close();
  }
}
