package io.millrace.engine.image;

import static io.millrace.engine.image.TestImages.chunk;
import static io.millrace.engine.image.TestImages.iend;
import static io.millrace.engine.image.TestImages.ihdr;
import static io.millrace.engine.image.TestImages.pngOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.Stage;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of FAULTS §2a that are decided before a pixel is allocated. */
class ImageGateTest {

  private static final byte[] JPEG = TestImages.jpeg(noise(64, 48));
  private static final byte[] PNG = TestImages.png(noise(64, 48));

  private final ImageGate gate = new ImageGate(ImageLimits.defaults());

  @Test
  void i1NoBytesAreEmpty() {
    assertRefused(new byte[0], FailureCode.EMPTY);
  }

  @Test
  void i2RandomBytesAndTextAreNoImage() {
    Random random = new Random(3);
    for (int length : new int[] {1, 2, 7, 100, 10_000}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertRefused(bytes, FailureCode.NOT_IMAGE);
    }
    assertRefused("hello", FailureCode.NOT_IMAGE);
    assertRefused("<!DOCTYPE html><html><body>404</body></html>", FailureCode.NOT_IMAGE);
    assertRefused("<html><svg></svg></html>", FailureCode.NOT_IMAGE);
  }

  @Test
  void i3MagicBytesAloneAreCorrupt() {
    assertRefused(Arrays.copyOf(JPEG, 3), FailureCode.CORRUPT);
    assertRefused(Arrays.copyOf(PNG, 8), FailureCode.CORRUPT);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10, 25, 50, 75, 90, 99})
  void i4i5AnImageThatEndsEarlyIsTruncated(int percent) {
    assertRefused(Arrays.copyOf(JPEG, JPEG.length * percent / 100), FailureCode.TRUNCATED);
    assertRefused(
        Arrays.copyOf(PNG, Math.max(9, PNG.length * percent / 100)), FailureCode.TRUNCATED);
    byte[] progressive = TestImages.progressiveJpeg(noise(64, 48));
    assertRefused(
        Arrays.copyOf(progressive, progressive.length * percent / 100), FailureCode.TRUNCATED);
  }

  @Test
  void i4TheEndOfAnEmbeddedThumbnailIsNotTheEnd() {
    byte[] withThumbnail = TestImages.withSegment(JPEG, 0xE1, JPEG);

    assertThat(inspect(withThumbnail)).isInstanceOf(ImageHeader.class);
    assertRefused(Arrays.copyOf(withThumbnail, JPEG.length + 50), FailureCode.TRUNCATED);
  }

  @Test
  void i6i7AFloodOfPixelsIsRefusedByItsHeader() {
    byte[] flood = JPEG.clone();
    int frame = indexOf(flood, 0xC0);
    ByteBuffer.wrap(flood).putShort(frame + 5, (short) 65_510).putShort(frame + 7, (short) 65_530);
    assertRefused(flood, FailureCode.TOO_MANY_PIXELS);
    assertRefused(pngOf(ihdr(309, 15_403_836, 8, 2), iend()), FailureCode.TOO_MANY_PIXELS);
    assertRefused(
        pngOf(ihdr(Integer.MAX_VALUE, Integer.MAX_VALUE, 8, 2)), FailureCode.TOO_MANY_PIXELS);
    assertRefused(pngOf(ihdr(30_000, 500, 8, 2)), FailureCode.TOO_MANY_PIXELS);
    assertRefused(pngOf(ihdr(0, 0, 8, 2), iend()), FailureCode.CORRUPT);
    assertRefused(pngOf(ihdr(-1, 5, 8, 2), iend()), FailureCode.CORRUPT);
  }

  @Test
  void i10AChunkLongerThanTheFormatAllowsIsCorrupt() {
    byte[] longText = chunk("tEXt", new byte[4]);
    ByteBuffer.wrap(longText).putInt(0, Integer.MAX_VALUE);
    assertRefused(pngOf(ihdr(2, 2, 8, 0), longText), FailureCode.CORRUPT);
    ByteBuffer.wrap(longText).putInt(0, -5);
    assertRefused(pngOf(ihdr(2, 2, 8, 0), longText), FailureCode.CORRUPT);
  }

  @Test
  void i11AWrongChecksumIsCorrupt() {
    byte[] bent = PNG.clone();
    bent[PNG.length / 2] ^= 0x10;
    assertRefused(bent, FailureCode.CORRUPT);
  }

  @Test
  void i13TooManyScansAreRefused() {
    assertRefused(JpegFixtures.progressiveGrey(64, 64, 762), FailureCode.TOO_MANY_SCANS);
    assertRefused(JpegFixtures.progressiveGrey(64, 64, 101), FailureCode.TOO_MANY_SCANS);
    assertThat(inspect(JpegFixtures.progressiveGrey(64, 64, 100))).isInstanceOf(ImageHeader.class);
  }

  @ParameterizedTest
  @CsvSource({"0xC3, 8", "0xC9, 8", "0xCA, 8", "0xC1, 12", "0xC5, 8"})
  void i19OtherProcessesThanBaselineAndProgressiveAreUnsupported(String marker, int bits) {
    byte[] jpeg = JPEG.clone();
    int frame = indexOf(jpeg, 0xC0);
    jpeg[frame + 1] = (byte) Integer.decode(marker).intValue();
    jpeg[frame + 4] = (byte) bits;
    assertRefused(jpeg, FailureCode.UNSUPPORTED_CODING);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 5, 253})
  void i20AnOddNumberOfComponentsIsUnsupported(int components) {
    byte[] jpeg = JPEG.clone();
    jpeg[indexOf(jpeg, 0xC0) + 9] = (byte) components;
    assertRefused(jpeg, FailureCode.UNSUPPORTED_COLOR);
  }

  @Test
  void i14InksThatNobodyNamesAreUnsupported() {
    assertRefused(TestImages.fourInks(false), FailureCode.UNSUPPORTED_COLOR);
    byte[] named = TestImages.fourInks(true);
    assertThat(inspect(named)).isInstanceOf(ImageHeader.class);
    named[indexOf(named, 0xEE) + 15] = 16;
    assertRefused(named, FailureCode.UNSUPPORTED_COLOR);
  }

  @Test
  void i21AScanWithoutAFrameIsCorrupt() {
    byte[] jpeg = JPEG.clone();
    jpeg[indexOf(jpeg, 0xC0) + 1] = (byte) 0xEF;
    assertRefused(jpeg, FailureCode.CORRUPT);
    byte[] bogusLength = JPEG.clone();
    ByteBuffer.wrap(bogusLength).putShort(indexOf(bogusLength, 0xC0) + 2, (short) 1);
    assertRefused(bogusLength, FailureCode.CORRUPT);
    byte[] noHeight = JPEG.clone();
    ByteBuffer.wrap(noHeight).putShort(indexOf(noHeight, 0xC0) + 5, (short) 0);
    assertRefused(noHeight, FailureCode.CORRUPT);
  }

  @Test
  void i24BrokenExifCountsAsNone() {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      byte[] exif = TestImages.exif(6);
      exif[6 + random.nextInt(exif.length - 6)] = (byte) random.nextInt();
      Inspection inspection = inspect(TestImages.withSegment(JPEG, 0xE1, exif));
      assertThat(inspection).isInstanceOf(ImageHeader.class);
      assertThat(((ImageHeader) inspection).orientation()).isBetween(1, 8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GIF89a, image/gif",
    "RIFF____WEBPVP8 , image/webp",
    "____ftypavif, image/avif",
    "____ftypheic, image/heic",
    "%PDF-1.7, application/pdf",
    "<svg xmlns=, image/svg+xml",
    "<?xml version=\"1.0\"?><svg>, image/svg+xml"
  })
  void i26AnotherFormatIsNamed(String head, String mediaType) {
    Refusal refusal = assertRefused(head + " and more", FailureCode.UNSUPPORTED_FORMAT);

    assertThat(refusal.message()).contains(mediaType);
  }

  @Test
  void i26BinaryFormatsAreNamedToo() {
    assertRefused("BM\1\2\3\4\0\0\0\0rest", FailureCode.UNSUPPORTED_FORMAT);
    assertRefused("II*\0rest", FailureCode.UNSUPPORTED_FORMAT);
    assertRefused("\0\0\0\014jP  \r\n", FailureCode.UNSUPPORTED_FORMAT);
  }

  @Test
  void i27ALittleMayFollowTheImageAndNoMore() {
    for (byte[] image : new byte[][] {JPEG, PNG}) {
      assertThat(inspect(Arrays.copyOf(image, image.length + (64 << 10))))
          .isInstanceOf(ImageHeader.class);
      assertRefused(Arrays.copyOf(image, image.length + (64 << 10) + 1), FailureCode.TRAILING_DATA);
    }
  }

  @Test
  void i25OfAMultiPictureJpegTheFirstIsTaken() {
    byte[] index = "MPF\0anything".getBytes(StandardCharsets.ISO_8859_1);
    byte[] first = TestImages.withSegment(JPEG, 0xE2, index);

    assertThat(inspect(Arrays.copyOf(first, first.length + (1 << 20))))
        .isInstanceOf(ImageHeader.class);
  }

  @Test
  void moreBytesThanAllowedAreRefused() {
    assertRefused(Arrays.copyOf(JPEG, (10 << 20) + 1), FailureCode.TOO_MANY_BYTES);
  }

  @Test
  void aWholeImagePassesWithItsHeader() {
    assertThat(inspect(PNG))
        .isEqualTo(new ImageHeader(ImageFormat.PNG, 64, 48, false, null, 1, false, false));
    assertThat(inspect(JPEG))
        .isEqualTo(new ImageHeader(ImageFormat.JPEG, 64, 48, false, null, 1, false, false));
    assertThat(inspect(TestImages.withSegment(JPEG, 0xE1, TestImages.exif(6))))
        .isEqualTo(new ImageHeader(ImageFormat.JPEG, 64, 48, false, null, 6, false, false));
  }

  @Test
  void bentImagesNeverThrow() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] bent = (i % 2 == 0 ? JPEG : PNG).clone();
      for (int k = 0; k < 3; k++) {
        bent[random.nextInt(bent.length)] = (byte) random.nextInt();
      }
      assertThat(inspect(Arrays.copyOf(bent, random.nextInt(bent.length) + 1))).isNotNull();
    }
  }

  private Refusal assertRefused(String text, FailureCode code) {
    return assertRefused(text.getBytes(StandardCharsets.ISO_8859_1), code);
  }

  private Refusal assertRefused(byte[] bytes, FailureCode code) {
    Inspection inspection = inspect(bytes);
    assertThat(inspection).isInstanceOf(Refusal.class);
    Refusal refusal = (Refusal) inspection;
    assertThat(refusal.code()).as(refusal.message()).isEqualTo(code);
    assertThat(refusal.stage()).isEqualTo(Stage.GATE);
    return refusal;
  }

  private Inspection inspect(byte[] bytes) {
    return gate.inspect(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
  }

  private static int indexOf(byte[] jpeg, int marker) {
    for (int i = 0; i < jpeg.length - 1; i++) {
      if (jpeg[i] == -1 && (jpeg[i + 1] & 0xFF) == marker) {
        return i;
      }
    }
    throw new AssertionError("no marker " + marker);
  }

  private static BufferedImage noise(int width, int height) {
    Random random = new Random(1);
    return TestImages.picture(
        width, height, BufferedImage.TYPE_INT_RGB, (x, y) -> random.nextInt());
  }
}
