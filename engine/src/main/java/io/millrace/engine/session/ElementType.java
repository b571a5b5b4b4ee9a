package io.millrace.engine.session;

/** Types of tensor elements, named as in the Open Inference Protocol. */
public enum ElementType {
  FP32(4),
  FP16(2),
  FP64(8),
  BF16(2),
  UINT8(1),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  BOOL(1),
  /** One that the runtime's Java interface does not hand out: text, unsigned 16 to 64 bits. */
  OTHER(0);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }
}
