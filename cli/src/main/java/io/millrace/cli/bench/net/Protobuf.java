package io.millrace.cli.bench.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Fields of one protobuf message, as pieces that are written in order and never copied. */
final class Protobuf {

  private static final int LENGTH_DELIMITED = 2;

  private final List<byte[]> pieces = new ArrayList<>();
  private long size;

  Protobuf number(int field, long value) {
    return piece(varints((long) field << 3, value));
  }

  Protobuf text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A field of bytes.
   *
   * @param value kept as it is, not copied
   */
  Protobuf bytes(int field, byte[] value) {
    piece(varints(((long) field << 3) | LENGTH_DELIMITED, value.length));
    return piece(value);
  }

  Protobuf message(int field, Protobuf value) {
    piece(varints(((long) field << 3) | LENGTH_DELIMITED, value.size));
    value.pieces.forEach(this::piece);
    return this;
  }

  void writeTo(OutputStream out) throws IOException {
    for (byte[] piece : pieces) {
      out.write(piece);
    }
  }

  private Protobuf piece(byte[] bytes) {
    pieces.add(bytes);
    size += bytes.length;
    return this;
  }

  private static byte[] varints(long... values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (long value : values) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        bytes.write((int) ((rest & 0x7F) | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }
    return bytes.toByteArray();
  }
}
