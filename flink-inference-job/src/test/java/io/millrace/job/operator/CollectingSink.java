package io.millrace.job.operator;

import io.millrace.job.log.OutputRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Keeps what is written, as a topic would that is read before any commit; fails when told. */
final class CollectingSink implements Sink<OutputRecord>, AutoCloseable {

  private static final long serialVersionUID = 1L;

  /** Tasks are deserialised, so that only a static can lead them back to the test. */
  private static final Map<String, Collected> SHARED = new ConcurrentHashMap<>();

  private record Collected(
      Queue<OutputRecord> records, AtomicInteger failures, AtomicInteger sinceFailure) {}

  private final String id = UUID.randomUUID().toString();

  /** How many records go well between two failures. */
  private final int patience;

  /**
   * A sink.
   *
   * @param failures how often it fails
   * @param patience how many records go well before each failure
   */
  CollectingSink(int failures, int patience) {
    this.patience = patience;
    SHARED.put(
        id,
        new Collected(
            new ConcurrentLinkedQueue<>(), new AtomicInteger(failures), new AtomicInteger()));
  }

  private Collected collected() {
    return Objects.requireNonNull(SHARED.get(id), "the test has ended");
  }

  List<OutputRecord> records() {
    return List.copyOf(collected().records());
  }

  int failuresLeft() {
    return collected().failures().get();
  }

  @Override
  public SinkWriter<OutputRecord> createWriter(WriterInitContext context) {
    return new SinkWriter<>() {
      @Override
      public void write(OutputRecord record, Context at) throws IOException {
        Collected collected = collected();
        if (collected.failures().get() > 0
            && collected.sinceFailure().incrementAndGet() > patience) {
          collected.sinceFailure().set(0);
          collected.failures().decrementAndGet();
          throw new IOException("The sink fails as it was told.");
        }
        collected.records().add(record);
      }

      @Override
      public void flush(boolean endOfInput) {}

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {
    SHARED.remove(id);
  }
}
