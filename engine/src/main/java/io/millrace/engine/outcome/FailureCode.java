package io.millrace.engine.outcome;

/** Why an image was not scored, and whose fault it is. */
public enum FailureCode {
  /** No bytes at all. */
  EMPTY(Fault.IMAGE),
  /** The bytes are those of no image format that we know. */
  NOT_IMAGE(Fault.IMAGE),
  /** The bytes begin like an image and then break its format's rules. */
  CORRUPT(Fault.IMAGE),
  /** The bytes end before the image does. */
  TRUNCATED(Fault.IMAGE),
  TOO_MANY_BYTES(Fault.IMAGE),
  TOO_MANY_PIXELS(Fault.IMAGE),
  TOO_MANY_SCANS(Fault.IMAGE),
  /** A number of channels or a colour space that we cannot show truthfully. */
  UNSUPPORTED_COLOR(Fault.IMAGE),
  /** A variant of JPEG outside baseline and progressive with 8 bits. */
  UNSUPPORTED_CODING(Fault.IMAGE),
  /** A known image format that is not on the list of those we decode. */
  UNSUPPORTED_FORMAT(Fault.IMAGE),
  /** Too much follows the end of the image. */
  TRAILING_DATA(Fault.IMAGE),
  DECODE_TIMEOUT(Fault.IMAGE),
  /** A tensor that has not as many bytes as the model's input. */
  WRONG_SHAPE(Fault.IMAGE),
  /** The model answered with NaN or infinity. */
  NAN_OUTPUT(Fault.MODEL),
  /** The model's run failed on this image alone. */
  MODEL_FAILED(Fault.MODEL),
  /** The device has no memory to run even this image alone. */
  OUT_OF_MEMORY(Fault.MODEL),
  /** The engine itself failed; the image may be fine and can be submitted again. */
  ENGINE_FAILED(Fault.ENGINE),
  /** The caller or the host was closed first; the image can be submitted again. */
  ABANDONED(Fault.ENGINE);

  /** Whose fault a failure is. Only a failure of the engine is worth another try. */
  public enum Fault {
    IMAGE,
    MODEL,
    ENGINE
  }

  private final Fault fault;

  FailureCode(Fault fault) {
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
