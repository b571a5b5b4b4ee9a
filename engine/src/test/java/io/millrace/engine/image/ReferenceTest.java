package io.millrace.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.Interpolation;
import io.millrace.engine.model.InputSpec.Layout;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.model.InputSpec.Resize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Pixels against those of Pillow and OpenCV for Python, made by src/test/python/reference.py. Rows
 * I12, I14, I15, I16, I17, I18 and I23 of the list of bad inputs are among the pictures.
 */
class ReferenceTest {

  private static final double SHARE = 0.999;

  private record Case(String line, String image, InputSpec spec, ByteBuffer golden) {}

  @Test
  void i12i14i15i16i17i18i23PixelsAgreeWithTheReference() throws IOException {
    List<String> apart = new ArrayList<>();
    List<Case> cases = cases();
    try (ImageDecoder decoder = new ImageDecoder(ImageLimits.defaults())) {
      for (Case item : cases) {
        double share = shareWithin(tolerance(item), decode(decoder, item), item.golden);
        if (share < SHARE) {
          apart.add(item.line + ": " + share);
        }
      }
    }
    assertThat(cases).hasSizeGreaterThan(100);
    assertThat(apart).isEmpty();
  }

  /** Inks have no one colour: OpenCV and Pillow multiply and round in another order. */
  private static int tolerance(Case item) {
    return item.image.equals("cmyk.jpg") || item.image.equals("ycck.jpg") ? 2 : 1;
  }

  private static double shareWithin(int tolerance, byte[] pixels, ByteBuffer golden) {
    assertThat(pixels.length).isEqualTo(golden.capacity());
    int near = 0;
    for (int i = 0; i < pixels.length; i++) {
      near += Math.abs((pixels[i] & 0xFF) - (golden.get(i) & 0xFF)) <= tolerance ? 1 : 0;
    }
    return (double) near / pixels.length;
  }

  private static byte[] decode(ImageDecoder decoder, Case item) throws IOException {
    InputSpec spec = item.spec;
    String image = item.image;
    ByteBuffer input = ByteBuffer.allocateDirect(spec.imageBytes()).order(ByteOrder.nativeOrder());
    try (Slots slots = new Slots(input, spec, 1)) {
      Decoding decoding = decoder.decode(ByteBuffer.wrap(resource(image)), null, slots, 0);
      assertThat(decoding).as(image).isInstanceOf(Decoded.class);
      assertThat(((Decoded) decoding).flags()).as(image).isEmpty();
    }
    byte[] pixels = new byte[spec.imageBytes()];
    input.get(0, pixels);
    return pixels;
  }

  private static List<Case> cases() throws IOException {
    ByteBuffer golden;
    try (InputStream gzip = new GZIPInputStream(open("golden.bin.gz"))) {
      golden = ByteBuffer.wrap(gzip.readAllBytes());
    }
    List<Case> cases = new ArrayList<>();
    for (String line : new String(resource("cases.csv"), StandardCharsets.UTF_8).lines().toList()) {
      InputSpec spec = spec(List.of(line.split(",", -1)));
      byte[] expected = new byte[spec.imageBytes()];
      golden.get(expected);
      cases.add(
          new Case(line, line.substring(0, line.indexOf(',')), spec, ByteBuffer.wrap(expected)));
    }
    assertThat(golden.hasRemaining()).isFalse();
    return cases;
  }

  private static InputSpec spec(List<String> fields) {
    ColorOrder color = ColorOrder.valueOf(fields.get(3));
    return new InputSpec(
        "x",
        Layout.NHWC,
        Integer.parseInt(fields.get(4)),
        Integer.parseInt(fields.get(5)),
        Resize.valueOf(fields.get(1)),
        Interpolation.valueOf(fields.get(2)),
        color,
        1,
        List.of(0.0, 0.0, 0.0).subList(0, color.channels()),
        List.of(1.0, 1.0, 1.0).subList(0, color.channels()),
        PixelType.UINT8);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(ReferenceTest.class.getResourceAsStream("/reference/" + name));
  }
}
