package io.millrace.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.outcome.FailureCode;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JPEGs that want more of us than their pixels, or that hold more than one thing. */
class JpegFaultsTest {

  private static final int APP1 = 0xE1;
  private static final int APP2 = 0xE2;
  private static final byte[] PLAIN = TestImages.jpeg(grey(60));

  private final Decodings decodings = new Decodings(8, 8, ColorOrder.GREY, PixelType.UINT8);

  @AfterEach
  void close() {
    decodings.close();
  }

  @Test
  void i6AFloodOfPixelsCostsNoMemoryAndNoTime() {
    byte[] flood = PLAIN.clone();
    int frame = JpegFixtures.firstMarker(flood, 0xC0);
    ByteBuffer.wrap(flood).putShort(frame + 5, (short) 65_510).putShort(frame + 7, (short) 65_530);
    decodings.attempt(flood);
    long memory = ResidentMemory.kilobytes();
    long began = System.nanoTime();

    Refusal refusal = decodings.refused(flood);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(50));
    assertThat(ResidentMemory.kilobytes() - memory).isLessThan(10 << 10);
    assertThat(refusal.code()).isEqualTo(FailureCode.TOO_MANY_PIXELS);
  }

  @Test
  void i13AsManyScansAsAreAllowedAreDecodedWithinTheDeadline() {
    byte[] slow = JpegFixtures.progressiveGrey(4096, 4096, 100);
    assertThat(slow.length).isLessThan(ImageLimits.defaults().bytes());
    long began = System.nanoTime();

    assertThat(decodings.decode(slow)).containsOnly(128);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"broken", "missing part", "huge", "twice"})
  void i22WhateverIsWrongWithAColourProfileItIsIgnored(String what) {
    byte[] profile =
        switch (what) {
          case "broken" -> profile(1, 1, new byte[] {1, 2, 3});
          case "missing part" -> profile(1, 9, new byte[200]);
          case "huge" -> profile(1, 1, new byte[60_000]);
          default -> profile(1, 2, new byte[50]);
        };
    byte[] jpeg = TestImages.withSegment(PLAIN, APP2, profile);
    for (int i = 0; i < (what.equals("huge") ? 30 : 1); i++) {
      jpeg = TestImages.withSegment(jpeg, APP2, profile);
    }

    assertThat(decodings.decode(jpeg)).containsOnly(60);
  }

  @Test
  void i21AHeightThatIsSaidAfterwardsIsCorrupt() {
    byte[] lines = {-1, (byte) 0xDC, 0, 4, 0, 16};
    byte[] image = Arrays.copyOf(PLAIN, PLAIN.length - 2);
    byte[] both = JpegFixtures.join(image, lines, new byte[] {-1, (byte) 0xD9});
    assertThat(decodings.refused(both).code()).isEqualTo(FailureCode.CORRUPT);

    byte[] unknown = both.clone();
    ByteBuffer.wrap(unknown).putShort(JpegFixtures.firstMarker(unknown, 0xC0) + 5, (short) 0);
    assertThat(decodings.refused(unknown).code()).isEqualTo(FailureCode.CORRUPT);
  }

  @Test
  void i21HeadersThatBreakTheRulesAreCorrupt() {
    int frame = JpegFixtures.firstMarker(PLAIN, 0xC0);
    int scan = JpegFixtures.firstMarker(PLAIN, 0xDA);
    int table = JpegFixtures.firstMarker(PLAIN, 0xC4);
    for (int[] change :
        List.of(
            new int[] {frame + 11, 0x00}, // sampling of nothing
            new int[] {frame + 11, 0x55}, // sampling of five
            new int[] {scan + 4, 0}, // a scan of no component
            new int[] {scan + 4, 4},
            new int[] {scan + 5, 77}, // a component that is not in the frame
            new int[] {scan + 6, 0x33}, // tables that nobody defined
            new int[] {table + 4, 0x2F}, // a table of no kind
            new int[] {table + 5, 200})) { // more codes of one bit than there are
      byte[] jpeg = PLAIN.clone();
      jpeg[change[0]] = (byte) change[1];
      assertThat(decodings.refused(jpeg).code()).isEqualTo(FailureCode.CORRUPT);
    }
  }

  @Test
  void i24MetadataIsNotReadBeyondTheOrientation() {
    byte[] xmp =
        "http://ns.adobe.com/xap/1.0/\0<!DOCTYPE x [<!ENTITY e SYSTEM \"http://127.0.0.1:1/\">]>&e;"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] exifWithThumbnail =
        JpegFixtures.join(TestImages.exif(1), TestImages.jpeg(grey(200, 256, 256)));

    byte[] jpeg = TestImages.withSegment(PLAIN, APP1, xmp);
    jpeg = TestImages.withSegment(jpeg, APP1, exifWithThumbnail);

    assertThat(decodings.decode(jpeg)).containsOnly(60);
  }

  @Test
  void i25OfAMultiPictureJpegTheFirstIsDecoded() {
    byte[] index = "MPF\0anything".getBytes(StandardCharsets.ISO_8859_1);
    byte[] first = TestImages.withSegment(PLAIN, APP2, index);
    byte[] second = noisy(400, 300);
    assertThat(second.length).isGreaterThan(64 << 10);

    assertThat(decodings.decode(JpegFixtures.join(first, second))).containsOnly(60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PK\3\4 a zip", "%PDF-1.7", "ID3\4 an mp3", "<script>", "\u00ca\u00fe"})
  void i27WhatElseAFileIsDoesNotMatter(String payload) {
    byte[] other = payload.getBytes(StandardCharsets.ISO_8859_1);
    byte[] behind = JpegFixtures.join(PLAIN, other, new byte[1000], other);
    byte[] inside = TestImages.withSegment(PLAIN, 0xFE, other);

    assertThat(decodings.decode(behind)).containsOnly(60);
    assertThat(decodings.decode(inside)).containsOnly(60);
    assertThat(decodings.refused(JpegFixtures.join(behind, new byte[70_000])).code())
        .isEqualTo(FailureCode.TRAILING_DATA);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 255})
  void i29OneValueEverywhereIsAPicture(int value) {
    assertThat(decodings.decode(TestImages.jpeg(grey(value)))).containsOnly(value);
    assertThat(decodings.decode(TestImages.greyPng(1, value))).containsOnly(value);
  }

  @Test
  void aJpegWithoutTablesIsReadWithThoseOfTheStandard() {
    assertThat(decodings.decode(JpegFixtures.greyWithRestarts(32, 32, 3))).containsOnly(128);
  }

  private static byte[] profile(int part, int parts, byte[] data) {
    byte[] head = "ICC_PROFILE\0__".getBytes(StandardCharsets.US_ASCII);
    head[12] = (byte) part;
    head[13] = (byte) parts;
    return JpegFixtures.join(head, data);
  }

  private static byte[] noisy(int width, int height) {
    Random random = new Random(8);
    return TestImages.jpeg(
        TestImages.picture(width, height, BufferedImage.TYPE_INT_RGB, (x, y) -> random.nextInt()));
  }

  private static BufferedImage grey(int value) {
    return grey(value, 32, 32);
  }

  private static BufferedImage grey(int value, int width, int height) {
    return TestImages.picture(width, height, BufferedImage.TYPE_BYTE_GRAY, (x, y) -> value);
  }
}
