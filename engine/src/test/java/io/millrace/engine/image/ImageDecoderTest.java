package io.millrace.engine.image;

import static io.millrace.engine.image.TestImages.chunk;
import static io.millrace.engine.image.TestImages.idat;
import static io.millrace.engine.image.TestImages.iend;
import static io.millrace.engine.image.TestImages.ihdr;
import static io.millrace.engine.image.TestImages.picture;
import static io.millrace.engine.image.TestImages.pngOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.Interpolation;
import io.millrace.engine.model.InputSpec.Layout;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.model.InputSpec.Resize;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.Stage;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pixels that reach the model's input, for each kind of image and each kind of input. */
class ImageDecoderTest {

  private static final int RED = 0xFFC81E0A; // 200, 30, 10
  private static final int WIDTH = 6;
  private static final int HEIGHT = 4;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.defaults());

  @AfterEach
  void close() {
    decoder.close();
  }

  @ParameterizedTest
  @CsvSource({
    "NCHW, RGB, 200, 30, 10",
    "NCHW, BGR, 10, 30, 200",
    "NHWC, RGB, 200, 30, 10",
    "NHWC, BGR, 10, 30, 200"
  })
  void channelsStandInTheOrderOfTheModel(
      Layout layout, ColorOrder order, int first, int second, int third) {
    byte[] png = TestImages.png(picture(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB, (x, y) -> RED));
    InputSpec spec = spec(layout, order, PixelType.FLOAT32, Resize.STRETCH);

    float[] values = decode(png, spec);

    int plane = WIDTH * HEIGHT;
    boolean planar = layout == Layout.NCHW;
    for (int pixel = 0; pixel < plane; pixel++) {
      assertThat(values[planar ? pixel : 3 * pixel]).isEqualTo(first);
      assertThat(values[planar ? plane + pixel : 3 * pixel + 1]).isEqualTo(second);
      assertThat(values[planar ? 2 * plane + pixel : 3 * pixel + 2]).isEqualTo(third);
    }
  }

  @Test
  void eachChannelIsNormalisedByItsOwnMeanAndStd() {
    byte[] png = TestImages.png(picture(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB, (x, y) -> RED));
    for (Layout layout : Layout.values()) {
      InputSpec spec =
          new InputSpec(
              "x",
              layout,
              WIDTH,
              HEIGHT,
              Resize.STRETCH,
              Interpolation.BILINEAR,
              ColorOrder.RGB,
              1.0 / 255,
              List.of(0.485, 0.456, 0.406),
              List.of(0.229, 0.224, 0.225),
              PixelType.FLOAT32);

      float[] values = decode(png, spec);

      int step = layout == Layout.NCHW ? WIDTH * HEIGHT : 1;
      assertThat(values[0]).isCloseTo((200 / 255f - 0.485f) / 0.229f, within(1e-5f));
      assertThat(values[step]).isCloseTo((30 / 255f - 0.456f) / 0.224f, within(1e-5f));
      assertThat(values[2 * step]).isCloseTo((10 / 255f - 0.406f) / 0.225f, within(1e-5f));
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void aByteInputGetsThePixelsAsTheyAre(Layout layout) {
    byte[] png = TestImages.png(picture(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB, (x, y) -> RED));
    InputSpec spec = spec(layout, ColorOrder.RGB, PixelType.UINT8, Resize.STRETCH);
    ByteBuffer input = ByteBuffer.allocateDirect(spec.imageBytes());
    try (Slots slots = new Slots(input, spec, 1)) {
      assertThat(decoder.decode(ByteBuffer.wrap(png), null, slots, 0)).isInstanceOf(Decoded.class);
    }

    assertThat(input.get(0) & 0xFF).isEqualTo(200);
    assertThat(input.get(spec.imageBytes() - 1) & 0xFF).isEqualTo(10);
  }

  @Test
  void anImageTouchesOnlyItsOwnSlot() {
    InputSpec spec = grey(Resize.STRETCH);
    ByteBuffer input = buffer(spec, 3);
    try (Slots slots = new Slots(input, spec, 3)) {
      decoder.decode(ByteBuffer.wrap(TestImages.greyPng(9, 50)), null, slots, 1);
      slots.copy(1, 0);
    }

    float[] values = floats(input);
    int image = WIDTH * HEIGHT;
    assertThat(Arrays.copyOfRange(values, 0, 2 * image)).containsOnly(50);
    assertThat(Arrays.copyOfRange(values, 2 * image, 3 * image)).containsOnly(0);
  }

  @Test
  void i12ProgressiveJpegIsTheSamePicture() {
    BufferedImage picture =
        picture(
            64, 48, BufferedImage.TYPE_INT_RGB, (x, y) -> ((x * 4) << 16) | ((y * 5) << 8) | 90);
    InputSpec spec = spec(Layout.NCHW, ColorOrder.RGB, PixelType.FLOAT32, Resize.STRETCH);

    assertThat(decode(TestImages.progressiveJpeg(picture), spec))
        .containsExactly(decode(TestImages.jpeg(picture), spec), within(3f));
  }

  @Test
  void i16GreyAndColourStandInForEachOther() {
    byte[] red = TestImages.png(picture(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB, (x, y) -> RED));
    float luma = 0.299f * 200 + 0.587f * 30 + 0.114f * 10;
    assertThat(decode(red, grey(Resize.STRETCH))[0]).isCloseTo(luma, within(1f));

    InputSpec rgb = spec(Layout.NCHW, ColorOrder.RGB, PixelType.FLOAT32, Resize.STRETCH);
    assertThat(decode(TestImages.greyPng(5, 77), rgb)).containsOnly(77);
  }

  @Test
  void i17TransparencyIsCompositedOnWhite() {
    InputSpec rgb = spec(Layout.NHWC, ColorOrder.RGB, PixelType.FLOAT32, Resize.STRETCH);
    int half = (RED & 0xFFFFFF) | 0x80000000;
    byte[] rgba =
        TestImages.png(picture(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB, (x, y) -> half));
    float[] values = decode(rgba, rgb);
    assertThat(values[0]).isCloseTo((200 * 128 + 255 * 127) / 255f, within(1f));
    assertThat(values[2]).isCloseTo((10 * 128 + 255 * 127) / 255f, within(1f));

    byte[][] greyAlpha = new byte[HEIGHT][2 * WIDTH];
    for (byte[] row : greyAlpha) {
      Arrays.fill(row, (byte) 0);
    }
    byte[] clear = pngOf(ihdr(WIDTH, HEIGHT, 8, 4), idat(greyAlpha), iend());
    assertThat(decode(clear, grey(Resize.STRETCH))).containsOnly(255);
  }

  @Test
  void i17ATransparentColourIsCompositedOnWhite() {
    byte[][] grey = new byte[HEIGHT][WIDTH];
    for (byte[] row : grey) {
      Arrays.fill(row, (byte) 40);
    }
    grey[0][0] = 90;
    byte[] keyed =
        pngOf(ihdr(WIDTH, HEIGHT, 8, 0), chunk("tRNS", new byte[] {0, 40}), idat(grey), iend());

    float[] values = decode(keyed, grey(Resize.STRETCH));

    assertThat(values[0]).isEqualTo(90);
    assertThat(values[1]).isEqualTo(255);
  }

  @Test
  void i17APaletteWithAlphaIsCompositedOnWhite() {
    IndexColorModel palette =
        new IndexColorModel(
            2,
            2,
            new byte[] {(byte) 200, 0},
            new byte[] {30, 0},
            new byte[] {10, 0},
            new byte[] {0, (byte) 255});
    BufferedImage image =
        new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, palette);
    InputSpec rgb = spec(Layout.NHWC, ColorOrder.RGB, PixelType.FLOAT32, Resize.STRETCH);

    assertThat(decode(TestImages.png(image), rgb)).containsOnly(255);
  }

  @Test
  void i18SixteenBitsKeepTheirHighByte() {
    BufferedImage deep = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
    DataBuffer data = deep.getRaster().getDataBuffer();
    for (int i = 0; i < data.getSize(); i++) {
      data.setElem(i, 0x4D80);
    }

    float[] values = decode(TestImages.png(deep), grey(Resize.STRETCH));
    assertThat(values[0]).isCloseTo(0x4D80 / 257f, within(1f));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "1, 1, 255", "2, 1, 85", "4, 9, 153"})
  void i18SmallDepthsAreStretchedToTheWholeRange(int depth, int sample, int value) {
    byte packed = 0;
    for (int shift = 0; shift < 8; shift += depth) {
      packed |= (byte) (sample << shift);
    }
    byte[][] rows = new byte[HEIGHT][(WIDTH * depth + 7) / 8];
    for (byte[] row : rows) {
      Arrays.fill(row, packed);
    }
    byte[] png = pngOf(ihdr(WIDTH, HEIGHT, depth, 0), idat(rows), iend());

    assertThat(decode(png, grey(Resize.STRETCH))).containsOnly(value);
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "2, 20", "3, 40", "4, 30", "5, 10", "6, 30", "7, 40", "8, 20"})
  void i23OrientationTurnsThePictureUpright(int orientation, int topLeft) {
    // Quadrants 10 20 / 30 40 as stored; the top left one after turning is given.
    BufferedImage quadrants =
        picture(
            32,
            32,
            BufferedImage.TYPE_BYTE_GRAY,
            (x, y) -> (y < 16 ? x < 16 ? 10 : 20 : x < 16 ? 30 : 40));
    byte[] jpeg =
        TestImages.withSegment(TestImages.jpeg(quadrants), 0xE1, TestImages.exif(orientation));

    assertThat(decode(jpeg, grey(Resize.STRETCH))[0]).isCloseTo(topLeft, within(3f));
  }

  @Test
  void i9i25OtherChunksOfAPngAreDropped() {
    byte[][] rows = new byte[HEIGHT][WIDTH];
    for (byte[] row : rows) {
      Arrays.fill(row, (byte) 60);
    }
    byte[] png =
        pngOf(
            ihdr(WIDTH, HEIGHT, 8, 0),
            chunk("acTL", new byte[] {0, 0, 0, 2, 0, 0, 0, 0}),
            chunk("iCCP", new byte[] {'x', 0, 0, 1, 2, 3}),
            idat(rows),
            chunk("zTXt", new byte[] {'y', 0, 0, 1, 2, 3}),
            iend());

    assertThat(decode(png, grey(Resize.STRETCH))).containsOnly(60);
  }

  @Test
  void pixelsThatCannotBeDecodedAreCorruptEvenAfterAGoodImage() {
    byte[][] half = new byte[HEIGHT / 2][WIDTH];
    byte[] tooShort = pngOf(ihdr(WIDTH, HEIGHT, 8, 0), idat(half), iend());
    byte[] noData = pngOf(ihdr(WIDTH, HEIGHT, 8, 0), chunk("IDAT", new byte[] {1, 2, 3}), iend());
    InputSpec spec = grey(Resize.STRETCH);
    try (Slots slots = new Slots(buffer(spec, 1), spec, 1)) {
      for (byte[] bad : new byte[][] {tooShort, noData}) {
        decoder.decode(ByteBuffer.wrap(TestImages.greyPng(WIDTH, 9)), null, slots, 0);
        Decoding decoding = decoder.decode(ByteBuffer.wrap(bad), null, slots, 0);

        assertThat(decoding).isInstanceOf(Refusal.class);
        assertThat(((Refusal) decoding).code()).isEqualTo(FailureCode.CORRUPT);
        assertThat(((Refusal) decoding).stage()).isEqualTo(Stage.DECODE);
      }
    }
  }

  @Test
  void fitKeepsTheWholeImageOnGrey() {
    byte[] square = TestImages.greyPng(40, 200);

    float[] values = decode(square, grey(Resize.FIT));

    assertThat(Arrays.copyOf(values, WIDTH)).containsExactly(114, 200, 200, 200, 200, 114);
  }

  @Test
  void centerCropKeepsTheMiddle() {
    BufferedImage bands =
        picture(60, 80, BufferedImage.TYPE_BYTE_GRAY, (x, y) -> y < 20 || y >= 60 ? 250 : 100);

    assertThat(decode(TestImages.png(bands), grey(Resize.CENTER_CROP))).containsOnly(100);
  }

  @Test
  void aLargeJpegIsShrunkWhileItIsDecoded() {
    BufferedImage gradient = picture(800, 600, BufferedImage.TYPE_BYTE_GRAY, (x, y) -> 40 + x / 5);

    float[] values = decode(TestImages.jpeg(gradient), grey(Resize.STRETCH));

    assertThat(Resizer.shrinkable(800, 600, grey(Resize.STRETCH))).isEqualTo(8);
    assertThat(values[0]).isCloseTo(40 + 66 / 5f, within(3f));
    assertThat(values[5]).isCloseTo(40 + 733 / 5f, within(3f));
  }

  @Test
  void theShrunkPictureIsNeverUnderTheSizeThatIsNeeded() {
    InputSpec fit = grey(Resize.FIT);
    assertThat(Resizer.shrinkable(11, 7, grey(Resize.STRETCH))).isEqualTo(1);
    assertThat(Resizer.shrinkable(12, 8, grey(Resize.STRETCH))).isEqualTo(2);
    assertThat(Resizer.shrinkable(48, 8, grey(Resize.CENTER_CROP))).isEqualTo(2);
    assertThat(Resizer.shrinkable(48, 8, fit)).isEqualTo(8);
  }

  @Test
  void i28TheBytesDecideAndAMismatchIsFlagged() {
    byte[] png = TestImages.greyPng(4, 1);
    InputSpec spec = grey(Resize.STRETCH);
    try (Slots slots = new Slots(buffer(spec, 1), spec, 1)) {
      for (String agreeing : new String[] {"image/png", "IMAGE/PNG; q=1", "", "image/x-png"}) {
        Decoded decoded = (Decoded) decoder.decode(ByteBuffer.wrap(png), agreeing, slots, 0);
        assertThat(decoded.typeMismatch()).as(agreeing).isFalse();
      }
      Decoded decoded = (Decoded) decoder.decode(ByteBuffer.wrap(png), "image/jpeg", slots, 0);
      assertThat(decoded.typeMismatch()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 10000", "10000, 1"})
  void i29ExtremeShapesAreDecoded(int width, int height) {
    byte[] png = TestImages.png(picture(width, height, BufferedImage.TYPE_BYTE_GRAY, (x, y) -> 33));
    for (Resize resize : Resize.values()) {
      assertThat(decode(png, grey(resize))).contains(33);
    }
  }

  private float[] decode(byte[] image, InputSpec spec) {
    ByteBuffer input = buffer(spec, 1);
    try (Slots slots = new Slots(input, spec, 1)) {
      ByteBuffer view = ByteBuffer.wrap(image).asReadOnlyBuffer();
      Decoding decoding = decoder.decode(view, null, slots, 0);
      assertThat(decoding).isInstanceOf(Decoded.class);
      assertThat(view.remaining())
          .as("the record's view is left as it was")
          .isEqualTo(image.length);
    }
    return floats(input);
  }

  private static ByteBuffer buffer(InputSpec spec, int images) {
    return ByteBuffer.allocateDirect(images * spec.imageBytes()).order(ByteOrder.nativeOrder());
  }

  private static float[] floats(ByteBuffer input) {
    float[] values = new float[input.capacity() / Float.BYTES];
    input.asFloatBuffer().get(values);
    return values;
  }

  private static InputSpec grey(Resize resize) {
    return spec(Layout.NCHW, ColorOrder.GREY, PixelType.FLOAT32, resize);
  }

  private static InputSpec spec(Layout layout, ColorOrder order, PixelType type, Resize resize) {
    int channels = order.channels();
    return new InputSpec(
        "x",
        layout,
        WIDTH,
        HEIGHT,
        resize,
        Interpolation.AREA,
        order,
        1,
        List.of(0.0, 0.0, 0.0).subList(0, channels),
        List.of(1.0, 1.0, 1.0).subList(0, channels),
        type);
  }
}
