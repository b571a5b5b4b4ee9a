package io.millrace.ingest;

/** An image is not published, through its own fault; publishing it again will not help. */
public final class ImageRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Code {
    /** It has no bytes. */
    EMPTY,
    /** It is too large to travel inside a record. */
    TOO_LARGE,
    /** Its bytes begin neither like a JPEG nor like a PNG. */
    NOT_IMAGE,
    /** It does not say where it comes from. */
    NO_SOURCE
  }

  private final Code code;

  public ImageRefusedException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
