package io.millrace.engine.onnx;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds tensors whose values lie outside of the model file. ONNX Runtime follows such references
 * even when it is given bytes, then from the working directory, so that a model could read any file
 * of the process. Walks the protobuf of onnx.proto without building it; values are skipped over.
 */
final class ExternalDataScan {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int DEEPEST = 100;
  private static final int EXTERNAL_DATA = 13;
  private static final int DATA_LOCATION = 14;

  private final ByteBuffer bytes;
  private boolean found;

  private ExternalDataScan(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** The messages through which a tensor can be reached. */
  private enum Message {
    MODEL,
    GRAPH,
    NODE,
    ATTRIBUTE,
    TENSOR,
    SPARSE_TENSOR,
    FUNCTION,
    TRAINING_INFO;

    @Nullable Message child(int field) {
      return switch (this) {
        case MODEL ->
            field == 7 ? GRAPH : field == 20 ? TRAINING_INFO : field == 25 ? FUNCTION : null;
        case GRAPH -> field == 1 ? NODE : field == 5 ? TENSOR : field == 15 ? SPARSE_TENSOR : null;
        case NODE -> field == 5 ? ATTRIBUTE : null;
        case ATTRIBUTE ->
            switch (field) {
              case 5, 10 -> TENSOR;
              case 6, 11 -> GRAPH;
              case 22, 23 -> SPARSE_TENSOR;
              default -> null;
            };
        case SPARSE_TENSOR -> field == 1 || field == 2 ? TENSOR : null;
        case FUNCTION -> field == 7 ? NODE : field == 11 ? ATTRIBUTE : null;
        case TRAINING_INFO -> field == 1 || field == 2 ? GRAPH : null;
        case TENSOR -> null;
      };
    }
  }

  /**
   * Whether any tensor is stored outside.
   *
   * @throws IllegalArgumentException the bytes are no protobuf, or nested deeper than any model is
   */
  static boolean find(ByteBuffer model) {
    ExternalDataScan scan = new ExternalDataScan(model.slice());
    scan.walk(Message.MODEL, scan.bytes.limit(), 0);
    return scan.found;
  }

  private void walk(Message message, int end, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("nested deeper than " + DEEPEST + " messages");
    }
    while (bytes.position() < end) {
      long tag = varint(end);
      int field = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case VARINT -> {
          long value = varint(end);
          found |= message == Message.TENSOR && field == DATA_LOCATION && value != 0;
        }
        case FIXED64 -> skip(Long.BYTES, end);
        case FIXED32 -> skip(Integer.BYTES, end);
        case BYTES -> lengthDelimited(message, field, end, depth);
        default -> throw new IllegalArgumentException("no protobuf at byte " + bytes.position());
      }
    }
  }

  private void lengthDelimited(Message message, int field, int end, int depth) {
    long length = varint(end);
    Message child = message.child(field);
    found |= message == Message.TENSOR && field == EXTERNAL_DATA;
    int start = bytes.position();
    skip(length, end);
    if (child != null) {
      int after = bytes.position();
      bytes.position(start);
      walk(child, after, depth + 1);
    }
  }

  private void skip(long length, int end) {
    if (length < 0 || length > end - bytes.position()) {
      throw new IllegalArgumentException("a field ends after the file, at " + bytes.position());
    }
    bytes.position(bytes.position() + (int) length);
  }

  private long varint(int end) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (bytes.position() >= end) {
        throw new IllegalArgumentException("the file ends inside a number");
      }
      byte next = bytes.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 64 bits");
  }
}
