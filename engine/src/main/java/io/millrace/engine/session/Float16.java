package io.millrace.engine.session;

/**
 * IEEE 754 half precision, which Java has no type for: a {@code short} holds its bits. The JDK has
 * these conversions from version 20 on.
 */
public final class Float16 {

  private static final int EXPONENT = 0x7C00;
  private static final int FRACTION = 0x03FF;
  private static final float SMALLEST = 0x1p-24f;

  /** Halfway between the largest half and the next one that there would be. */
  private static final float OVERFLOW = 65520;

  private Float16() {}

  /** Exact: every half is a float. */
  public static float toFloat(short half) {
    int exponent = half & EXPONENT;
    int fraction = half & FRACTION;
    int sign = (half & 0x8000) << 16;
    if (exponent == 0) {
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * SMALLEST));
    }
    int wide = exponent == EXPONENT ? 0xFF : (exponent >> 10) - 15 + 127;
    return Float.intBitsToFloat(sign | (wide << 23) | (fraction << 13));
  }

  /** The nearest half; of two, the one whose last bit is 0. Too large a value becomes infinite. */
  public static short ofFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | EXPONENT | 0x0200 | ((bits >> 13) & FRACTION));
    }
    if (magnitude >= OVERFLOW) {
      return (short) (sign | EXPONENT);
    }
    if (magnitude < 0x1p-14f) {
      return (short) (sign | (int) Math.rint(magnitude / SMALLEST));
    }
    int kept = (bits & 0x7FFFFFFF) - ((127 - 15) << 23);
    // To nearest, ties to even: a carry out of the fraction rightly raises the exponent.
    return (short) (sign | ((kept + 0x0FFF + ((kept >> 13) & 1)) >> 13));
  }
}
