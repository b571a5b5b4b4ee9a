package io.millrace.engine.file;

import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The fields of one protobuf message, one after the other; values are not copied. */
final class Fields {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int DEEPEST = 100;
  private static final int LONGEST_TEXT = 4096;

  private final ByteBuffer bytes;
  private final int end;
  private final int depth;
  private int number;
  private int type;
  private long value;
  private int start;

  private Fields(ByteBuffer bytes, int end, int depth) throws SessionException {
    if (depth > DEEPEST) {
      throw new SessionException(
          RejectCode.LIMIT, "it is nested deeper than " + DEEPEST + " messages");
    }
    this.bytes = bytes;
    this.end = end;
    this.depth = depth;
  }

  static Fields of(ByteBuffer message) throws SessionException {
    ByteBuffer bytes = message.slice();
    return new Fields(bytes, bytes.limit(), 0);
  }

  /** Goes on to the next field; false at the end. */
  boolean next() throws SessionException {
    if (bytes.position() >= end) {
      return false;
    }
    long tag = readVarint();
    number = (int) (tag >>> 3);
    type = (int) (tag & 7);
    if (number < 1) {
      throw corrupt("no protobuf at byte " + bytes.position());
    }
    switch (type) {
      case VARINT -> value = readVarint();
      case FIXED64 -> skip(Long.BYTES);
      case FIXED32 -> skip(Integer.BYTES);
      case BYTES -> skip(readVarint());
      default -> throw corrupt("no protobuf at byte " + bytes.position());
    }
    return true;
  }

  int number() {
    return number;
  }

  /** Whether this is field {@code field} and holds a number. */
  boolean isNumber(int field) {
    return number == field && type == VARINT;
  }

  /** Whether this is field {@code field} and holds a text, bytes, a message or packed numbers. */
  boolean isBytes(int field) {
    return number == field && type == BYTES;
  }

  long value() {
    return value;
  }

  /** Bytes of the field's value. */
  int length() {
    return bytes.position() - start;
  }

  Fields message() throws SessionException {
    ByteBuffer part = bytes.duplicate();
    part.position(start);
    return new Fields(part, bytes.position(), depth + 1);
  }

  /** Adds the field's numbers, packed or not, as long as the list is shorter than {@code most}. */
  void numbersInto(List<Long> list, int most) throws SessionException {
    if (type == VARINT && list.size() < most) {
      list.add(value);
    } else if (type == BYTES) {
      Fields packed = message();
      while (packed.bytes.position() < packed.end && list.size() < most) {
        list.add(packed.readVarint());
      }
    }
  }

  String text() {
    byte[] text = new byte[Math.min(length(), LONGEST_TEXT)];
    bytes.get(start, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The 64-bit number, little-endian, at a place of the field's value. */
  long int64(int at) {
    return Long.reverseBytes(bytes.getLong(start + at));
  }

  private void skip(long length) throws SessionException {
    if (length < 0 || length > end - bytes.position()) {
      throw corrupt("a field ends after the file, at byte " + bytes.position());
    }
    start = bytes.position();
    bytes.position(start + (int) length);
  }

  private long readVarint() throws SessionException {
    long read = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (bytes.position() >= end) {
        throw corrupt("the file ends inside a number, at byte " + bytes.position());
      }
      byte next = bytes.get();
      read |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return read;
      }
    }
    throw corrupt("a number has more than 64 bits, at byte " + bytes.position());
  }

  static SessionException corrupt(String how) {
    return new SessionException(RejectCode.MODEL_CORRUPT, "not an ONNX file: " + how);
  }
}
