package io.millrace.job.sql;

import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.session.Float16;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.jspecify.annotations.Nullable;

/**
 * The model's input in a column of numbers, row-major: as one flat array, or as arrays in arrays.
 *
 * @param lengths of the arrays, the outermost first; one for a flat array
 * @param number what the innermost arrays hold
 * @param type what the model takes
 */
record TensorInput(List<Integer> lengths, Number number, PixelType type) implements RowInput {

  private static final long serialVersionUID = 1L;

  TensorInput {
    lengths = List.copyOf(lengths);
  }

  /** Element types of a SQL array. */
  enum Number {
    TINYINT,
    SMALLINT,
    INTEGER,
    BIGINT,
    FLOAT,
    DOUBLE;

    /** The one of a SQL type; null where it is none of them. */
    static @Nullable Number of(LogicalType type) {
      return switch (type.getTypeRoot()) {
        case TINYINT -> TINYINT;
        case SMALLINT -> SMALLINT;
        case INTEGER -> INTEGER;
        case BIGINT -> BIGINT;
        case FLOAT -> FLOAT;
        case DOUBLE -> DOUBLE;
        default -> null;
      };
    }

    double read(ArrayData array, int at) {
      return switch (this) {
        case TINYINT -> array.getByte(at);
        case SMALLINT -> array.getShort(at);
        case INTEGER -> array.getInt(at);
        case BIGINT -> array.getLong(at);
        case FLOAT -> array.getFloat(at);
        case DOUBLE -> array.getDouble(at);
      };
    }
  }

  /** Why an array is not the model's input. */
  private static final class NotTheInput extends Exception {
    private static final long serialVersionUID = 1L;

    NotTheInput(String message) {
      super(message, null, false, false);
    }
  }

  @Override
  public RowInput reading(LogicalType actual) {
    LogicalType element = actual;
    while (element instanceof ArrayType array) {
      element = array.getElementType();
    }
    Number found = Number.of(element);
    if (found == null) {
      throw new ValidationException(
          "The column of the model's input is %s; CAST it to arrays of FLOAT or DOUBLE."
              .formatted(actual));
    }
    return new TensorInput(lengths, found, type);
  }

  @Override
  public Taken take(RowData row) {
    int elements = lengths.stream().reduce(1, Math::multiplyExact);
    ByteBuffer data = ByteBuffer.allocate(elements * type.bytes()).order(ByteOrder.nativeOrder());
    try {
      fill(data, row.getArray(0), 0);
    } catch (NotTheInput e) {
      return new Refused(String.valueOf(e.getMessage()));
    }
    return new Tensor(data.flip());
  }

  private void fill(ByteBuffer data, ArrayData array, int depth) throws NotTheInput {
    int length = lengths.get(depth);
    if (array.size() != length) {
      throw new NotTheInput(
          "an array%s holds %d elements, the model's input %d"
              .formatted(at(depth), array.size(), length));
    }
    for (int i = 0; i < length; i++) {
      if (array.isNullAt(i)) {
        throw new NotTheInput("element %d of an array%s is NULL".formatted(i, at(depth)));
      }
      if (depth + 1 < lengths.size()) {
        fill(data, array.getArray(i), depth + 1);
      } else {
        put(data, number.read(array, i));
      }
    }
  }

  private String at(int depth) {
    return lengths.size() == 1 ? "" : " at depth " + (depth + 1);
  }

  private void put(ByteBuffer data, double value) throws NotTheInput {
    switch (type) {
      case FLOAT32 -> data.putFloat(finite((float) value, value));
      case FLOAT16 -> {
        short half = Float16.ofFloat((float) value);
        finite(Float16.toFloat(half), value);
        data.putShort(half);
      }
      case UINT8 -> {
        if (value != Math.rint(value) || value < 0 || value > 255) {
          throw new NotTheInput("%s is no whole number from 0 to 255".formatted(value));
        }
        data.put((byte) value);
      }
    }
  }

  /** What is not finite would come out as the model's fault. */
  private static float finite(float narrow, double value) throws NotTheInput {
    if (!Float.isFinite(narrow)) {
      throw new NotTheInput("%s is no finite number of the model's input type".formatted(value));
    }
    return narrow;
  }

  /** Lengths that arrays in arrays of some depth must have; empty where no depth fits. */
  static List<Integer> lengths(long[] shape, int depth) {
    int[] sides = Arrays.stream(shape).skip(1).mapToInt(Math::toIntExact).toArray();
    int[] squeezed = Arrays.stream(sides).filter(side -> side != 1).toArray();
    if (depth == 1) {
      return List.of(Arrays.stream(sides).reduce(1, Math::multiplyExact));
    }
    if (depth == sides.length) {
      return Arrays.stream(sides).boxed().toList();
    }
    return depth == squeezed.length ? Arrays.stream(squeezed).boxed().toList() : List.of();
  }
}
