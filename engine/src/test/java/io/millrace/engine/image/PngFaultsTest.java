package io.millrace.engine.image;

import static io.millrace.engine.image.TestImages.chunk;
import static io.millrace.engine.image.TestImages.idat;
import static io.millrace.engine.image.TestImages.iend;
import static io.millrace.engine.image.TestImages.ihdr;
import static io.millrace.engine.image.TestImages.pngOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.outcome.FailureCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PNGs that want more of us than their pixels, or less than they promise. */
class PngFaultsTest {

  private static final int SIDE = 16;
  private static final byte[] PIXELS = idat(rows(SIDE, SIDE, 60));

  private final Decodings decodings = new Decodings(8, 8, ColorOrder.GREY, PixelType.UINT8);

  @AfterEach
  void close() {
    decodings.close();
  }

  @Test
  void i8ABombAtTheLimitIsDecodedAndOneAboveRefused() {
    byte[] atTheLimit = onePixelManyTimes(4096, 4096);
    assertThat(atTheLimit.length).isLessThan(80_000);
    assertThat(decodings.decode(atTheLimit)).containsOnly(0);

    assertThat(decodings.refused(onePixelManyTimes(4200, 4100)).code())
        .isEqualTo(FailureCode.TOO_MANY_PIXELS);
    byte[] flood = pngOf(ihdr(30_000, 30_000, 8, 0), idat(new byte[1][1]), iend());
    assertThat(decodings.refused(flood).code()).isEqualTo(FailureCode.TOO_MANY_PIXELS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zTXt", "iTXt", "iCCP"})
  void i9i22AChunkThatInflatesToHundredsOfMegabytesIsNeverInflated(String type) {
    byte[] bomb = bomb(type, 256 << 20);
    byte[] png = pngOf(ihdr(SIDE, SIDE, 8, 0), bomb, PIXELS, iend());
    assertThat(png.length).isLessThan(2 << 20);
    long before = ResidentMemory.kilobytes();

    assertThat(decodings.decode(png)).containsOnly(60);

    assertThat(ResidentMemory.kilobytes() - before).isLessThan(64 << 10);
  }

  @Test
  void i22ProfilesThatAreBrokenHugeOrTwiceThereAreIgnored() {
    byte[] broken = chunk("iCCP", new byte[] {'x', 0, 0, 1, 2, 3});
    byte[] huge = chunk("iCCP", new byte[4 << 20]);
    for (byte[] profile : new byte[][] {broken, huge, chunk("iCCP", new byte[0])}) {
      byte[] png = pngOf(ihdr(SIDE, SIDE, 8, 0), profile, profile, PIXELS, iend());
      assertThat(decodings.decode(png)).containsOnly(60);
    }
  }

  @Test
  void i11AWrongAdlerChecksumIsCorrupt() {
    byte[] data = Arrays.copyOfRange(PIXELS, 8, PIXELS.length - 4);
    data[data.length - 1] ^= 1;

    byte[] png = pngOf(ihdr(SIDE, SIDE, 8, 0), chunk("IDAT", data), iend());

    assertThat(decodings.refused(png).code()).isEqualTo(FailureCode.CORRUPT);
  }

  @Test
  void i25OfAnAnimatedPngTheDefaultImageIsTaken() {
    byte[] control = ByteBuffer.allocate(26).putInt(0).putInt(SIDE).putInt(SIDE).array();
    byte[] second = Arrays.copyOf(control, 26);
    ByteBuffer.wrap(second).putInt(0, 1);
    byte[] coded = Arrays.copyOfRange(idat(rows(SIDE, SIDE, 200)), 8, PIXELS.length - 4);
    byte[] frame = ByteBuffer.allocate(4 + coded.length).putInt(2).put(coded).array();

    byte[] png =
        pngOf(
            ihdr(SIDE, SIDE, 8, 0),
            chunk("acTL", new byte[] {0, 0, 0, 2, 0, 0, 0, 0}),
            chunk("fcTL", control),
            PIXELS,
            chunk("fcTL", second),
            chunk("fdAT", frame),
            iend());

    assertThat(decodings.decode(png)).containsOnly(60);
  }

  @Test
  void i17ATransparentColourOfSixteenBitsIsWhiteAndItsNeighbourIsNot() {
    byte[][] rows = new byte[SIDE][2 * SIDE];
    for (byte[] row : rows) {
      for (int x = 0; x < SIDE; x++) {
        row[2 * x] = 0x40;
        row[2 * x + 1] = (byte) (x < SIDE / 2 ? 0x11 : 0x12);
      }
    }
    byte[] key = {0x40, 0x11};
    byte[] png = pngOf(ihdr(SIDE, SIDE, 16, 0), chunk("tRNS", key), idat(rows), iend());

    byte[] values = decodings.decode(png);

    assertThat(values[0] & 0xFF).isEqualTo(255);
    assertThat(values[7] & 0xFF).isEqualTo(0x40);
  }

  @Test
  void i24TextWithAnExternalEntityIsNeverRead() {
    String xml =
        "XML:com.adobe.xmp\0\0\0\0\0<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>";
    byte[] text = chunk("iTXt", xml.getBytes(StandardCharsets.US_ASCII));

    byte[] png = pngOf(ihdr(SIDE, SIDE, 8, 0), text, PIXELS, iend());

    assertThat(decodings.decode(png)).containsOnly(60);
  }

  static byte[][] rows(int width, int height, int value) {
    byte[][] rows = new byte[height][width];
    for (byte[] row : rows) {
      Arrays.fill(row, (byte) value);
    }
    return rows;
  }

  /** Black in one bit a pixel would be too easy: 8 bits grey, all zero. */
  private static byte[] onePixelManyTimes(int width, int height) {
    return pngOf(ihdr(width, height, 8, 0), idat(new byte[height][width]), iend());
  }

  private static byte[] bomb(String type, int bytes) {
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    byte[] head = type.equals("iTXt") ? new byte[] {'a', 0, 1, 0, 0, 0} : new byte[] {'a', 0, 0};
    deflated.writeBytes(head);
    try (var out = new DeflaterOutputStream(deflated, new Deflater(1))) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < bytes >> 20; i++) {
        out.write(zeros);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return chunk(type, deflated.toByteArray());
  }
}
