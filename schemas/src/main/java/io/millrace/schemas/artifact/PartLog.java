package io.millrace.schemas.artifact;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The topic {@code model-artifacts} as its readers need it. For one thread. */
public interface PartLog extends AutoCloseable {

  /** Told of records. */
  @FunctionalInterface
  interface Sink {
    /**
     * A record.
     *
     * @param part null: a tombstone
     */
    void record(String key, byte @Nullable [] part) throws IOException;
  }

  /** Offset of the first record. */
  long beginning();

  /** Offset behind the last record. */
  long end();

  /** Reads the records from one offset to before another, in their order. */
  void read(long from, long to, Sink sink) throws IOException;

  @Override
  void close();
}
