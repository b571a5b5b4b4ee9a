package io.millrace.cli.bench.pipeline;

import io.millrace.cli.bench.pipeline.Reading.Window;
import io.millrace.job.log.ImageLog;
import io.millrace.job.log.OffsetRange;
import io.millrace.schemas.Endpoints;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a part of the log with the settings of the job, and does nothing with it. */
record PlainConsumer(Endpoints endpoints) {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Reads all of it on this thread; measured between the points where a job is. */
  Window measure(OffsetRange range) {
    var bytes = new ByteArrayDeserializer();
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    ImageLog.consumerSettings().forEach((name, value) -> config.put((String) name, value));
    long records = range.size();
    long read = 0;
    Reading first = null;
    Reading last = null;
    try (var consumer = new KafkaConsumer<>(config, bytes, bytes)) {
      consumer.assign(range.from().keySet());
      range.from().forEach(consumer::seek);
      while (read < records) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
          read += record.value().length > 0 ? 1 : 0;
        }
        if (first == null && read >= JobRun.FROM * records) {
          first = Reading.ofAll(read);
        }
        if (last == null && read >= JobRun.TO * records) {
          last = Reading.ofAll(read);
        }
      }
    }
    if (first == null || last == null) {
      throw new IllegalStateException("no record was read of " + range);
    }
    return last.since(first);
  }
}
