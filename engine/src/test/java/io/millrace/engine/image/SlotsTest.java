package io.millrace.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.Interpolation;
import io.millrace.engine.model.InputSpec.Layout;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.model.InputSpec.Resize;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layouts, orders and types of the model's input hold the same picture. */
class SlotsTest {

  private static final int WIDTH = 20;
  private static final int HEIGHT = 12;
  private static final byte[] PICTURE = picture();
  private static final Offset<Double> EPSILON = Offset.offset(1e-6);
  private static final Offset<Double> HALF = Offset.offset(2e-3);

  @ParameterizedTest
  @CsvSource({
    "NCHW, RGB, FLOAT32",
    "NCHW, BGR, FLOAT32",
    "NHWC, RGB, FLOAT32",
    "NHWC, BGR, FLOAT32",
    "NCHW, RGB, FLOAT16",
    "NCHW, BGR, FLOAT16",
    "NHWC, RGB, FLOAT16",
    "NHWC, BGR, FLOAT16",
    "NCHW, RGB, UINT8",
    "NCHW, BGR, UINT8",
    "NHWC, BGR, UINT8",
    "NCHW, GREY, FLOAT32",
    "NHWC, GREY, FLOAT16",
    "NCHW, GREY, UINT8"
  })
  void everyKindOfInputHoldsTheSamePicture(Layout layout, ColorOrder color, PixelType type) {
    InputSpec spec = spec(layout, color, type);
    InputSpec plain = spec(Layout.NHWC, plainOrder(color), PixelType.UINT8);
    ByteBuffer values = decode(spec);
    ByteBuffer pixels = decode(plain);
    int channels = color.channels();
    for (int pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
      for (int c = 0; c < channels; c++) {
        int at = layout == Layout.NCHW ? c * WIDTH * HEIGHT + pixel : pixel * channels + c;
        int stored = color == ColorOrder.BGR ? channels - 1 - c : c;
        int value = pixels.get(pixel * channels + stored) & 0xFF;
        double expected = (value * spec.scale() - spec.mean().get(c)) / spec.std().get(c);
        switch (type) {
          case UINT8 -> assertThat(values.get(at) & 0xFF).isEqualTo(value);
          case FLOAT32 -> assertThat((double) values.getFloat(4 * at)).isEqualTo(expected, EPSILON);
          case FLOAT16 -> assertThat(half(values.getShort(2 * at))).isEqualTo(expected, HALF);
        }
      }
    }
  }

  @Test
  void decodingIsStableBitForBitFromThreadToThread() throws Exception {
    InputSpec spec = spec(Layout.NCHW, ColorOrder.RGB, PixelType.FLOAT32);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<ByteBuffer>> results =
          IntStream.range(0, 64).mapToObj(i -> threads.submit(() -> decode(spec))).toList();
      ByteBuffer first = results.get(0).get();
      for (Future<ByteBuffer> result : results) {
        assertThat(result.get()).isEqualTo(first);
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static ColorOrder plainOrder(ColorOrder color) {
    return color == ColorOrder.GREY ? color : ColorOrder.RGB;
  }

  private static ByteBuffer decode(InputSpec spec) {
    ByteBuffer input = ByteBuffer.allocateDirect(spec.imageBytes()).order(ByteOrder.nativeOrder());
    try (ImageDecoder decoder = new ImageDecoder(ImageLimits.defaults());
        Slots slots = new Slots(input, spec, 1)) {
      Decoding decoding = decoder.decode(ByteBuffer.wrap(PICTURE), null, slots, 0);
      assertThat(decoding).isInstanceOf(Decoded.class);
    }
    return input;
  }

  /** IEEE 754 binary16, normal numbers and zero. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    double size =
        exponent == 0 ? fraction * 0x1p-24 : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
    return bits < 0 ? -size : size;
  }

  private static InputSpec spec(Layout layout, ColorOrder color, PixelType type) {
    int channels = color.channels();
    return new InputSpec(
        "x",
        layout,
        WIDTH,
        HEIGHT,
        Resize.STRETCH,
        Interpolation.BILINEAR,
        color,
        1.0 / 255,
        List.of(0.485, 0.456, 0.406).subList(0, channels),
        List.of(0.229, 0.224, 0.225).subList(0, channels),
        type);
  }

  private static byte[] picture() {
    Random random = new Random(6);
    return TestImages.jpeg(
        TestImages.picture(
            70,
            50,
            BufferedImage.TYPE_INT_RGB,
            (x, y) -> (x * 3) << 16 | (y * 4) << 8 | random.nextInt(200)));
  }
}
