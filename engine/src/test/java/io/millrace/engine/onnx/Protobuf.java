package io.millrace.engine.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes protobuf fields; enough for the small models of the tests. */
public final class Protobuf {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public Protobuf number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  public Protobuf text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  public Protobuf message(int field, Protobuf value) {
    return bytes(field, value.toBytes());
  }

  public Protobuf bytes(int field, byte[] value) {
    varint(((long) field << 3) | 2);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  public Protobuf append(Protobuf fields) {
    bytes.writeBytes(fields.toBytes());
    return this;
  }

  public byte[] toBytes() {
    return bytes.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
