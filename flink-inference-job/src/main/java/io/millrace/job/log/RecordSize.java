package io.millrace.job.log;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a record takes in Kafka.
 *
 * <p>An upper bound, so that a record which is said to fit does: a batch of one record in message
 * format 2 has 61 bytes before it, a record at most 21 of its own besides key, value and headers,
 * and every length is a variable-length number of at most 5 bytes. Source: Kafka's message format,
 * https://kafka.apache.org/documentation/#messageformat
 */
public final class RecordSize {

  private static final int BATCH_BYTES = 61;
  private static final int RECORD_BYTES = 21;
  private static final int LENGTH_BYTES = 5;

  private RecordSize() {}

  /** Most bytes that the record takes, alone in its batch. */
  public static int of(OutputRecord record) {
    int bytes = BATCH_BYTES + RECORD_BYTES;
    bytes += sized(record.key()) + sized(record.value());
    for (RawHeader header : record.headers()) {
      bytes += LENGTH_BYTES + header.key().getBytes(StandardCharsets.UTF_8).length;
      bytes += sized(header.value());
    }
    return bytes;
  }

  private static int sized(byte @Nullable [] bytes) {
    return LENGTH_BYTES + (bytes == null ? 0 : bytes.length);
  }
}
