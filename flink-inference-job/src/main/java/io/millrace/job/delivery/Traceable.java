package io.millrace.job.delivery;

import org.jspecify.annotations.Nullable;

/** What has to be known of a record that goes into a transaction. */
public interface Traceable {

  byte @Nullable [] key();

  byte @Nullable [] value();

  /** Partition that it is written to, of the same number as that of its image. */
  int partition();

  /** Offset of its image. */
  long origin();

  /** Its timestamp, milliseconds since 1970-01-01T00:00Z. */
  long timestamp();
}
