package io.millrace.schemas;

/** Names of the headers that say why a record went to {@code image-dead-letters}. */
public final class DeadLetter {

  /** Every header of ours starts so; headers that a record came with are kept as they are. */
  public static final String PREFIX = "millrace.error.";

  /** Where it failed: envelope, gate, decode, inference, output. */
  public static final String STAGE = PREFIX + "stage";

  /** Code of the failure: EMPTY, NOT_IMAGE, CORRUPT … */
  public static final String CODE = PREFIX + "code";

  /** The failure in words, at most 1 KiB. */
  public static final String MESSAGE = PREFIX + "message";

  /** Class of the exception, where there was one. */
  public static final String EXCEPTION = PREFIX + "exception";

  /** Its stack trace, at most 8 KiB. */
  public static final String STACKTRACE = PREFIX + "stacktrace";

  /** Topic that the record came from. */
  public static final String TOPIC = PREFIX + "topic";

  /** Partition that it came from. */
  public static final String PARTITION = PREFIX + "partition";

  /** Offset that it had there. */
  public static final String OFFSET = PREFIX + "offset";

  /** Its timestamp, milliseconds since 1970-01-01T00:00Z. */
  public static final String TIMESTAMP = PREFIX + "timestamp";

  /** Model that should have scored it, where it was known. */
  public static final String MODEL = PREFIX + "model";

  /** Version that should have scored it, where it was chosen. */
  public static final String VERSION = PREFIX + "version";

  /** How often the record has been dead-lettered, this time included. */
  public static final String ATTEMPT = PREFIX + "attempt";

  /** Name of the job. */
  public static final String JOB = PREFIX + "job";

  /**
   * What the version was on trial as: CANARY or SHADOW. Only where these headers say in {@code
   * shadow-predictions} that it failed on an image; no image is lost by that.
   */
  public static final String ARM = PREFIX + "arm";

  /**
   * Size in bytes of a value that was left out, because with it the letter would not fit into a
   * record. The original stands where {@link #TOPIC}, {@link #PARTITION} and {@link #OFFSET} say.
   */
  public static final String VALUE_BYTES = PREFIX + "value.bytes";

  /** SHA-256 of a value that was left out, 64 lower-case hexadecimal digits. */
  public static final String VALUE_SHA256 = PREFIX + "value.sha256";

  /** How many headers that the record came with were left out, for the same reason. */
  public static final String HEADERS_LEFT_OUT = PREFIX + "headers.left-out";

  private DeadLetter() {}
}
