package io.millrace.schemas.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * Writes Avro binary field by field, for those who know the schema by heart (Avro specification,
 * "Binary Encoding"). Its memory is used again for each record. For one thread.
 */
public final class BinaryOutput {

  private static final int LONGEST_NUMBER = 10;
  private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

  private byte[] bytes = new byte[1_024];
  private int size;

  /** Begins a record in the Confluent wire format, with the id of its schema. */
  public void begin(int schemaId) {
    size = 0;
    reserve(5);
    bytes[size++] = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (schemaId >>> shift);
    }
  }

  /** What was written since {@link #begin}. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** An int, a long, an enum's or a union's index, the count of a block. */
  public void writeNumber(long value) {
    reserve(LONGEST_NUMBER);
    long zigzag = (value << 1) ^ (value >> 63);
    while ((zigzag & ~0x7FL) != 0) {
      bytes[size++] = (byte) (zigzag | 0x80);
      zigzag >>>= 7;
    }
    bytes[size++] = (byte) zigzag;
  }

  public void writeFloat(float value) {
    reserve(4);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[size++] = (byte) (bits >>> shift);
    }
  }

  public void writeString(String text) {
    int begin = size;
    int length = text.length();
    writeNumber(length);
    reserve(length);
    int at = size;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        size = begin;
        writeBytes(text.getBytes(UTF_8));
        return;
      }
      bytes[at++] = (byte) c;
    }
    size = at;
  }

  /** A string whose UTF-8 is at hand, or {@code bytes}. */
  public void writeBytes(byte[] value) {
    writeBytes(ByteBuffer.wrap(value));
  }

  /** From position to limit, which stay where they are. */
  public void writeBytes(ByteBuffer value) {
    int length = value.remaining();
    writeNumber(length);
    reserve(length);
    value.get(value.position(), bytes, size, length);
    size += length;
  }

  /** A string of the logical type {@code uuid}. */
  public void writeUuid(UUID id) {
    writeNumber(36);
    reserve(36);
    writeHex(id.getMostSignificantBits(), 60, 32);
    bytes[size++] = '-';
    writeHex(id.getMostSignificantBits(), 28, 16);
    bytes[size++] = '-';
    writeHex(id.getMostSignificantBits(), 12, 0);
    bytes[size++] = '-';
    writeHex(id.getLeastSignificantBits(), 60, 48);
    bytes[size++] = '-';
    writeHex(id.getLeastSignificantBits(), 44, 0);
  }

  private void writeHex(long value, int from, int to) {
    for (int shift = from; shift >= to; shift -= 4) {
      bytes[size++] = HEX[(int) (value >>> shift) & 0xF];
    }
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
