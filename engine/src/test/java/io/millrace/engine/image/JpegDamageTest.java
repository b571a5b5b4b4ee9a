package io.millrace.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.Outcome;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damage inside the coded data of a JPEG that still ends with EOI: never a success in silence. */
class JpegDamageTest {

  private static final byte[] BASELINE = TestImages.jpeg(picture());
  private static final byte[] PROGRESSIVE = TestImages.progressiveJpeg(picture());
  private static final int HOLE = 150;
  private static final byte[] EOI = {-1, (byte) 0xD9};

  private final ImageGate gate = new ImageGate(ImageLimits.defaults());

  @ParameterizedTest
  @CsvSource({"10", "30", "50", "70", "90", "99"})
  void aJpegCutShortAndEndedAgainIsCorrupt(int percent) {
    int coded = JpegFixtures.codedData(BASELINE);
    int cut = coded + (BASELINE.length - 2 - coded) * percent / 100;

    Inspection inspection = inspect(JpegFixtures.join(Arrays.copyOf(BASELINE, cut), EOI));

    assertThat(inspection).isInstanceOf(Refusal.class);
    assertThat(((Refusal) inspection).code()).isEqualTo(FailureCode.CORRUPT);
  }

  @Test
  void aProgressiveJpegWithoutItsLastScansIsFlagged() {
    int lastScan = JpegFixtures.lastMarker(PROGRESSIVE, 0xDA);

    Inspection inspection = inspect(JpegFixtures.join(Arrays.copyOf(PROGRESSIVE, lastScan), EOI));

    assertThat(inspection).isInstanceOf(ImageHeader.class);
    assertThat(((ImageHeader) inspection).doubtful()).isTrue();
  }

  @Test
  void aComponentThatNeverComesIsCorrupt() {
    byte[] oneOfThree = BASELINE.clone();
    int scan = JpegFixtures.lastMarker(oneOfThree, 0xDA);
    byte[] firstOnly = {-1, (byte) 0xDA, 0, 8, 1, oneOfThree[scan + 5], 0, 0, 63, 0};

    Inspection inspection =
        inspect(
            JpegFixtures.join(
                Arrays.copyOf(oneOfThree, scan),
                firstOnly,
                JpegFixtures.emptyBlocks(BASELINE, 8 * 6),
                EOI));

    assertThat(inspection).isInstanceOf(Refusal.class);
    assertThat(((Refusal) inspection).message()).contains("has no scan");
  }

  @Test
  void bytesThatBelongToNoBlockAreFlagged() {
    byte[] longer =
        JpegFixtures.join(
            Arrays.copyOf(BASELINE, BASELINE.length - 2), new byte[] {0x55, 0x2A, 0x33}, EOI);

    assertThat(((ImageHeader) inspect(longer)).doubtful()).isTrue();
  }

  @Test
  void aPredictionFromSuchAnImageSaysSo() {
    byte[] longer =
        JpegFixtures.join(Arrays.copyOf(BASELINE, BASELINE.length - 2), new byte[] {0x55}, EOI);
    try (Decodings decodings = new Decodings(8, 8, ColorOrder.RGB, PixelType.UINT8)) {
      Decoding decoding = decodings.attempt(longer);

      assertThat(((Decoded) decoding).flags()).containsExactly(Outcome.POSSIBLY_DAMAGED);
    }
  }

  @Test
  void bytesBetweenSegmentsAreFlagged() {
    int frame = JpegFixtures.firstMarker(BASELINE, 0xC0);
    byte[] rest = Arrays.copyOfRange(BASELINE, frame, BASELINE.length);
    byte[] between = JpegFixtures.join(Arrays.copyOf(BASELINE, frame), new byte[] {0x55}, rest);

    assertThat(((ImageHeader) inspect(between)).doubtful()).isTrue();
  }

  @Test
  void moreFillBytesBeforeAMarkerAreTheFormatsOwn() {
    byte[] filled =
        JpegFixtures.join(
            Arrays.copyOf(BASELINE, BASELINE.length - 2), new byte[] {-1, -1, -1}, EOI);

    assertThat(((ImageHeader) inspect(filled)).doubtful()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void mostHolesAreFound(boolean progressive) {
    byte[] whole = progressive ? PROGRESSIVE : BASELINE;
    int coded = JpegFixtures.codedData(whole);
    Random random = new Random(23);
    int found = 0;
    for (int i = 0; i < 500; i++) {
      int at = coded + random.nextInt(whole.length - coded - HOLE - 2);
      byte[] hole =
          JpegFixtures.join(
              Arrays.copyOf(whole, at), Arrays.copyOfRange(whole, at + HOLE, whole.length));
      Inspection inspection = inspect(hole);
      boolean silent = inspection instanceof ImageHeader header && !header.doubtful();
      found += silent ? 0 : 1;
    }
    assertThat(found).isGreaterThanOrEqualTo(495);
  }

  @Test
  void aRestartMarkerOutOfTurnIsCorrupt() {
    byte[] restarts = JpegFixtures.greyWithRestarts(32, 32, 2);
    assertThat(inspect(restarts)).isInstanceOf(ImageHeader.class);
    int second = JpegFixtures.lastMarker(restarts, 0xD1);
    byte[] swapped = restarts.clone();
    swapped[second + 1] = (byte) 0xD3;

    assertThat(((Refusal) inspect(swapped)).code()).isEqualTo(FailureCode.CORRUPT);
    assertThat(((ImageHeader) inspect(restarts)).doubtful()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void aCheckOfTheStructureFindsWhatIsCutShortAndNothingBetweenMarkers(boolean progressive) {
    byte[] whole = progressive ? PROGRESSIVE : BASELINE;
    ImageGate structure =
        new ImageGate(ImageLimits.defaults().withDamageCheck(DamageCheck.STRUCTURE));
    int coded = JpegFixtures.codedData(whole);
    byte[] hole =
        JpegFixtures.join(
            Arrays.copyOf(whole, coded + 20),
            Arrays.copyOfRange(whole, coded + 20 + (progressive ? 12 : HOLE), whole.length));

    assertThat(structure.inspect(direct(whole))).isEqualTo(inspect(whole));
    assertThat(structure.inspect(direct(hole))).isEqualTo(inspect(whole));
    assertThat(inspect(hole)).isNotEqualTo(inspect(whole));
    for (int left = 4; left < whole.length; left++) {
      assertThat(structure.inspect(direct(Arrays.copyOf(whole, left))))
          .as("cut after %d of %d bytes", left, whole.length)
          .isInstanceOf(Refusal.class);
    }
  }

  @Test
  void aCheckOfTheStructurePassesRestartMarkers() {
    byte[] restarts = JpegFixtures.greyWithRestarts(32, 32, 2);
    ImageGate structure =
        new ImageGate(ImageLimits.defaults().withDamageCheck(DamageCheck.STRUCTURE));

    assertThat(structure.inspect(direct(restarts))).isEqualTo(inspect(restarts));
  }

  private Inspection inspect(byte[] bytes) {
    return gate.inspect(direct(bytes));
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static BufferedImage picture() {
    Random random = new Random(4);
    return TestImages.picture(
        64,
        48,
        BufferedImage.TYPE_INT_RGB,
        (x, y) -> (x * 3) << 16 | (y * 4) << 8 | random.nextInt(90));
  }
}
