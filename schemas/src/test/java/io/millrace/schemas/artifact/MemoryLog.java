package io.millrace.schemas.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The topic in memory; counts what is read of it. */
final class MemoryLog implements PartLog {

  private static final class Entry {
    final String key;
    final byte @Nullable [] part;

    Entry(String key, byte @Nullable [] part) {
      this.key = key;
      this.part = part;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private int taken;
  int read;

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  void add(String key, byte @Nullable [] part) {
    entries.add(new Entry(key, part));
  }

  /** A producer whose records come into this log. */
  MockProducer<byte[], byte[]> producer() {
    return producer;
  }

  private void takeSent() {
    List<ProducerRecord<byte[], byte[]>> sent = producer.history();
    for (; taken < sent.size(); taken++) {
      add(new String(sent.get(taken).key(), StandardCharsets.UTF_8), sent.get(taken).value());
    }
  }

  @Override
  public long beginning() {
    return 0;
  }

  @Override
  public long end() {
    takeSent();
    return entries.size();
  }

  @Override
  public void read(long from, long to, Sink sink) throws IOException {
    for (Entry entry : List.copyOf(entries.subList((int) from, (int) to))) {
      read++;
      sink.record(entry.key, entry.part);
    }
  }

  @Override
  public void close() {}
}
