package io.millrace.engine.head;

import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.Float16;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/** Elements of a tensor as floats, whatever their type. */
final class Numbers {

  private static final Set<ElementType> FLOATING =
      EnumSet.of(ElementType.FP32, ElementType.FP16, ElementType.FP64, ElementType.BF16);

  private Numbers() {}

  /** One element; of a FP64 or an integer the nearest float. */
  static float at(ElementType type, ByteBuffer buffer, int element) {
    return switch (type) {
      case FP32 -> buffer.getFloat(element * Float.BYTES);
      case FP16 -> Float16.toFloat(buffer.getShort(element * Short.BYTES));
      case BF16 -> Float.intBitsToFloat(buffer.getShort(element * Short.BYTES) << 16);
      case FP64 -> (float) buffer.getDouble(element * Double.BYTES);
      case UINT8 -> buffer.get(element) & 0xFF;
      case INT8, BOOL -> buffer.get(element);
      case INT16 -> buffer.getShort(element * Short.BYTES);
      case INT32 -> buffer.getInt(element * Integer.BYTES);
      case INT64 -> buffer.getLong(element * Long.BYTES);
      case OTHER -> throw new IllegalArgumentException("elements of this type are not read");
    };
  }

  /** Reads elements that follow each other; false where one is not finite. */
  static boolean read(ElementType type, ByteBuffer buffer, int from, float[] into, int count) {
    boolean finite = true;
    for (int i = 0; i < count; i++) {
      into[i] = at(type, buffer, from + i);
      finite &= Float.isFinite(into[i]);
    }
    return finite;
  }

  static boolean areFinite(ElementType type, ByteBuffer buffer, int from, int count) {
    if (!FLOATING.contains(type)) {
      return true;
    }
    for (int element = from; element < from + count; element++) {
      boolean finite =
          type == ElementType.FP64
              ? Double.isFinite(buffer.getDouble(element * Double.BYTES))
              : Float.isFinite(at(type, buffer, element));
      if (!finite) {
        return false;
      }
    }
    return true;
  }
}
