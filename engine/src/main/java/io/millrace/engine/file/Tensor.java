package io.millrace.engine.file;

import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tensor in the file claims, once that has been held against what it holds.
 *
 * @param elements how many, by its dimensions
 * @param integers its values, where it is a short list of 64-bit integers; else null
 */
record Tensor(String name, long elements, @Nullable List<Long> integers) {

  /** Most bytes of one tensor: more does not fit a protobuf. */
  static final long MOST_BYTES = Integer.MAX_VALUE;

  private static final int INT64 = 7;

  /** Longest list of numbers that is kept: shapes are shorter by far. */
  static final int MOST_INTEGERS = 64;

  private static final int STRING = 8;

  /** Bytes per element by data_type, 0: not fixed (strings, types of 4 bits). */
  private static final int[] BYTES = {
    0, 4, 1, 1, 2, 2, 4, 8, 0, 1, 2, 8, 4, 8, 8, 16, 2, 1, 1, 1, 1, 0, 0, 0
  };

  static Tensor read(Fields fields) throws SessionException {
    return new Reader().read(fields);
  }

  /**
   * How many elements the dimensions make.
   *
   * @throws SessionException they are negative, or more than fit anywhere
   */
  static long count(String what, List<Long> dimensions) throws SessionException {
    long count = 1;
    for (long side : dimensions) {
      if (side < 0) {
        throw new SessionException(
            RejectCode.MODEL_CORRUPT, what + " has the negative dimensions " + dimensions);
      }
      long high = Math.multiplyHigh(count, side);
      count *= side;
      if (high != 0 || count < 0 || count > MOST_BYTES) {
        throw new SessionException(
            RejectCode.LIMIT,
            what + " claims the dimensions " + dimensions + ", more than " + MOST_BYTES + " bytes");
      }
    }
    return count;
  }

  private static final class Reader {

    private final List<Long> dimensions = new ArrayList<>();
    private final List<Long> integers = new ArrayList<>();
    private String name = "";
    private int type;
    private long dataBytes;
    private long rawBytes = -1;
    private boolean outside;
    private String location = "";

    Tensor read(Fields fields) throws SessionException {
      while (fields.next()) {
        take(fields);
      }
      String what = name.isEmpty() ? "a tensor" : "the tensor '" + name + "'";
      if (outside) {
        throw new SessionException(
            RejectCode.EXTERNAL_DATA,
            "%s keeps its values outside of model.onnx%s; save it as one file"
                .formatted(what, location.isEmpty() ? "" : ", in '" + location + "'"));
      }
      long elements = count(what, dimensions);
      checkHeld(what, elements);
      boolean known = type == INT64 && elements == integers.size();
      return new Tensor(name, elements, known ? List.copyOf(integers) : null);
    }

    private void take(Fields fields) throws SessionException {
      switch (fields.number()) {
        case 1 -> fields.numbersInto(dimensions, MOST_INTEGERS + 1);
        case 2 -> type = fields.isNumber(2) ? (int) fields.value() : 0;
        case 7 -> {
          dataBytes += fields.isNumber(7) ? 1 : fields.length();
          fields.numbersInto(integers, MOST_INTEGERS + 1);
        }
        case 4, 5, 6, 10, 11 -> dataBytes += Math.max(1, fields.length());
        case 8 -> name = fields.isBytes(8) ? fields.text() : "";
        case 9 -> raw(fields);
        case 13 -> location(fields);
        case 14 -> outside |= !fields.isNumber(14) || fields.value() != 0;
        default -> {}
      }
    }

    private void raw(Fields fields) {
      if (!fields.isBytes(9)) {
        return;
      }
      rawBytes = fields.length();
      if (rawBytes <= MOST_INTEGERS * Long.BYTES) {
        for (int at = 0; at + Long.BYTES <= rawBytes; at += Long.BYTES) {
          integers.add(fields.int64(at));
        }
      }
    }

    private void location(Fields fields) throws SessionException {
      outside = true;
      Fields entry = fields.isBytes(13) ? fields.message() : null;
      String key = "";
      while (entry != null && entry.next()) {
        if (entry.isBytes(1)) {
          key = entry.text();
        } else if (entry.isBytes(2) && key.equals("location")) {
          location = entry.text();
        }
      }
    }

    private void checkHeld(String what, long elements) throws SessionException {
      if (dimensions.size() > MOST_INTEGERS) {
        throw new SessionException(
            RejectCode.LIMIT, what + " has more than " + MOST_INTEGERS + " dimensions");
      }
      int each = type > 0 && type < BYTES.length ? BYTES[type] : 0;
      if (each * elements > MOST_BYTES) {
        throw new SessionException(
            RejectCode.LIMIT,
            what + " claims the dimensions " + dimensions + ", more than " + MOST_BYTES + " bytes");
      }
      boolean counted = rawBytes >= 0 && each > 0;
      // Two elements of four bits share a byte; a text of no bytes has its length at least.
      long most = 2 * (dataBytes + Math.max(0, rawBytes));
      boolean fits = counted ? rawBytes == each * elements : (type == STRING || elements <= most);
      if (!fits) {
        throw new SessionException(
            RejectCode.MODEL_CORRUPT,
            "%s has the dimensions %s and holds %d bytes"
                .formatted(what, dimensions, Math.max(rawBytes, dataBytes)));
      }
    }
  }
}
