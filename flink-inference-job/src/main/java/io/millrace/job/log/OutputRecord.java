package io.millrace.job.log;

import io.millrace.job.delivery.Traceable;
import org.jspecify.annotations.Nullable;

/**
 * A record to write, ready to go: a prediction, a dead letter or statistics.
 *
 * @param key its key
 * @param value its value
 * @param headers its headers in order
 * @param partition partition to write to, the image's own; {@link #BY_KEY}: that of the key
 * @param origin offset of the image in its partition; {@link #NO_ORIGIN}: it is about no single one
 * @param timestamp the image's timestamp, milliseconds since 1970-01-01T00:00Z
 */
@SuppressWarnings("ArrayRecordComponent") // written once, compared never
public record OutputRecord(
    byte @Nullable [] key,
    byte @Nullable [] value,
    RawHeader[] headers,
    int partition,
    long origin,
    long timestamp)
    implements Traceable {

  /** The partition is chosen by the key. */
  public static final int BY_KEY = -1;

  /** It is about no single image. */
  public static final long NO_ORIGIN = -1;
}
