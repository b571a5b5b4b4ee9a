package io.millrace.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class Float16Test {

  /** Of the float32 of every half that is a number, little-endian, as NumPy converts them. */
  private static final long NUMPY = 0x58A2254BL;

  @Test
  void everyHalfIsItsFloat() {
    ByteBuffer floats = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
    for (int half = 0; half < 1 << 16; half++) {
      float value = Float16.toFloat((short) half);
      if (Float.isNaN(value)) {
        assertThat(half & 0x7FFF).isGreaterThan(0x7C00);
      } else {
        floats.putFloat(value);
      }
    }
    CRC32 checksum = new CRC32();
    checksum.update(floats.flip());
    assertThat(checksum.getValue()).isEqualTo(NUMPY);
  }

  @Test
  void everyHalfSurvivesTheRoundTrip() {
    for (int half = 0; half < 1 << 16; half++) {
      float value = Float16.toFloat((short) half);
      short back = Float16.ofFloat(value);
      if (Float.isNaN(value)) {
        assertThat(Float16.toFloat(back)).isNaN();
      } else {
        assertThat(back).isEqualTo((short) half);
      }
    }
  }

  @Test
  void betweenTwoHalvesTheNearerIsTakenAndOfEqualOnesTheEven() {
    for (int half = 0; half < 0x7BFF; half++) {
      float low = Float16.toFloat((short) half);
      float high = Float16.toFloat((short) (half + 1));
      float middle = (low + high) / 2;
      assertThat(Float16.ofFloat(Math.nextDown(middle))).isEqualTo((short) half);
      assertThat(Float16.ofFloat(Math.nextUp(middle))).isEqualTo((short) (half + 1));
      int even = (half & 1) == 0 ? half : half + 1;
      assertThat(Float16.ofFloat(middle)).isEqualTo((short) even);
      assertThat(Float16.ofFloat(-middle)).isEqualTo((short) (even | 0x8000));
    }
  }

  @Test
  void whatIsTooLargeBecomesInfinite() {
    assertThat(Float16.ofFloat(65519.996f)).isEqualTo((short) 0x7BFF);
    assertThat(Float16.ofFloat(65520)).isEqualTo((short) 0x7C00);
    assertThat(Float16.ofFloat(-3e38f)).isEqualTo((short) 0xFC00);
    assertThat(Float16.toFloat(Float16.ofFloat(Float.NEGATIVE_INFINITY)))
        .isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void noFloatIsFurtherAwayThanItsNeighbours() {
    Random random = new Random(3);
    for (int i = 0; i < 200_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Math.abs(value) < 65504) {
        short half = Float16.ofFloat(value);
        double off = Math.abs((double) Float16.toFloat(half) - value);
        double up = Math.abs((double) Float16.toFloat((short) (half + 1)) - value);
        double down = Math.abs((double) Float16.toFloat((short) (half - 1)) - value);
        assertThat(off <= up && (off <= down || (half & 0x7FFF) == 0)).as("%s", value).isTrue();
      }
    }
  }
}
