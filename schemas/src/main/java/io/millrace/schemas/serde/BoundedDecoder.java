package io.millrace.schemas.serde;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro binary from an array that nobody vouches for.
 *
 * <p>It differs from Avro's own decoder in two ways. Every length and every block count is checked
 * against the bytes that are left before anything is allocated, so a record of a hundred bytes that
 * claims a string of 2 GB ends in an error and not in an {@link OutOfMemoryError} (CVE-2023-39410).
 * And {@code bytes} come back as a slice of the array, not as a copy: an image stays where the
 * network put it.
 *
 * <p>It assumes that every item of an array or map takes at least a byte, which holds for all our
 * schemas. Then a record has no more items than bytes, and that is the limit: a foreign schema with
 * items of no bytes (nulls, empty records) would make a megabyte of block counts hours of work.
 */
final class BoundedDecoder extends Decoder {

  private static final int UUID_LENGTH = 36;

  private byte[] data;
  private int end;
  private int position;
  private int itemsLeft;

  BoundedDecoder(byte[] data, int offset) {
    this.data = data;
    this.position = offset;
    this.end = data.length;
    this.itemsLeft = end - offset;
  }

  /** Begins anew, with other bytes. */
  void reset(byte[] other, int offset) {
    data = other;
    position = offset;
    end = other.length;
    itemsLeft = end - offset;
  }

  int remaining() {
    return end - position;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    return data[take(1)] == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw new IOException("An int is out of range: " + value);
    }
    return (int) value;
  }

  /** Zigzag varint of at most ten bytes (Avro specification, "Primitive Types"). */
  @Override
  public long readLong() throws IOException {
    long zigzag = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int b = data[take(1)];
      zigzag |= (b & 0x7FL) << shift;
      if (b >= 0) {
        if (shift == 63 && b > 1) {
          throw new IOException("A variable-length number has more than 64 bits.");
        }
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw new IOException("A variable-length number is longer than ten bytes.");
  }

  @Override
  public float readFloat() throws IOException {
    return Float.intBitsToFloat((int) littleEndian(4));
  }

  @Override
  public double readDouble() throws IOException {
    return Double.longBitsToDouble(littleEndian(8));
  }

  private long littleEndian(int bytes) throws IOException {
    int start = take(bytes);
    long bits = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      bits = (bits << 8) | (data[start + i] & 0xFF);
    }
    return bits;
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    return new Utf8(readString());
  }

  @Override
  public String readString() throws IOException {
    int length = readLength();
    return new String(data, take(length), length, StandardCharsets.UTF_8);
  }

  /** A string that was most likely read before. */
  Name readName(Names names) throws IOException {
    int length = readLength();
    return names.of(data, take(length), length);
  }

  /**
   * A string of the logical type {@code uuid}.
   *
   * @throws IllegalArgumentException if it is none
   */
  UUID readUuid() throws IOException {
    int length = readLength();
    int start = take(length);
    if (length == UUID_LENGTH && hasDashes(start)) {
      long most = hex(start, 8) << 32 | hex(start + 9, 4) << 16 | hex(start + 14, 4);
      long least = hex(start + 19, 4) << 48 | hex(start + 24, 12);
      return new UUID(most, least);
    }
    return UUID.fromString(new String(data, start, length, StandardCharsets.UTF_8));
  }

  private boolean hasDashes(int start) {
    return data[start + 8] == '-'
        && data[start + 13] == '-'
        && data[start + 18] == '-'
        && data[start + 23] == '-';
  }

  private long hex(int start, int digits) {
    long value = 0;
    for (int i = start; i < start + digits; i++) {
      int digit = Character.digit(data[i], 16);
      if (digit < 0) {
        throw new IllegalArgumentException("A UUID has other than hexadecimal digits.");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  @Override
  public void skipString() throws IOException {
    take(readLength());
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    return readInPlace().slice();
  }

  /** {@code bytes} from position to limit of the array that was given. */
  ByteBuffer readInPlace() throws IOException {
    int length = readLength();
    return ByteBuffer.wrap(data, take(length), length);
  }

  @Override
  public void skipBytes() throws IOException {
    take(readLength());
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    System.arraycopy(data, take(length), bytes, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    take(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return readBlockCount();
  }

  @Override
  public long arrayNext() throws IOException {
    return readBlockCount();
  }

  @Override
  public long readMapStart() throws IOException {
    return readBlockCount();
  }

  @Override
  public long mapNext() throws IOException {
    return readBlockCount();
  }

  @Override
  public long skipArray() throws IOException {
    return skipBlocks();
  }

  @Override
  public long skipMap() throws IOException {
    return skipBlocks();
  }

  /** A negative count is followed by the block's size in bytes. */
  private long readBlockCount() throws IOException {
    long count = readLong();
    if (count >= 0) {
      return items(count);
    }
    readLength();
    return items(-count);
  }

  /** Skips the blocks that carry their size; returns the items of the first that does not. */
  private long skipBlocks() throws IOException {
    long count = readLong();
    while (count < 0) {
      take(readLength());
      count = readLong();
    }
    return items(count);
  }

  /** The negative of {@link Long#MIN_VALUE} is itself, so a count can be negative here. */
  private long items(long count) throws IOException {
    int limit = Math.min(remaining(), itemsLeft);
    if (count < 0 || count > limit) {
      throw new IOException(
          "A block claims %d items where %d at most can be.".formatted(count, limit));
    }
    itemsLeft -= (int) count;
    return count;
  }

  private int readLength() throws IOException {
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw new IOException(
          "A field claims %d bytes with %d bytes left.".formatted(length, remaining()));
    }
    return (int) length;
  }

  private int take(int bytes) throws IOException {
    if (bytes > remaining()) {
      throw new EOFException("The record ends in the middle of a field.");
    }
    int start = position;
    position += bytes;
    return start;
  }
}
