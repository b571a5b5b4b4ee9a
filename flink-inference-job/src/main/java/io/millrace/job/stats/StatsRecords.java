package io.millrace.job.stats;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.avro.PredictionStats;
import io.millrace.avro.StatsKind;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.OutputSchema;
import io.millrace.job.log.RawHeader;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroEncoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Instant;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/** Makes the records of {@code prediction-stats}. For one task. */
final class StatsRecords implements AutoCloseable {

  private static final RawHeader[] NO_HEADERS = {};

  private final SchemaRegistry registry;
  private final AvroEncoder<PredictionStats> encoder;

  private StatsRecords(SchemaRegistry registry) {
    this.registry = registry;
    this.encoder =
        new AvroEncoder<>(registry, Topics.PREDICTION_STATS.subject(), PredictionStats.class);
  }

  /** Waits for a schema registry that does not answer. */
  static StatsRecords open(String registryUrl) throws InterruptedException {
    var records = new StatsRecords(new SchemaRegistry(registryUrl));
    OutputSchema.await(records.encoder::register);
    return records;
  }

  /** The whole of a window. */
  OutputRecord ofWindow(StatsKey key, TimeWindow window, Tally tally, int revision) {
    StatsKind kind = revision == 0 ? StatsKind.CLOSED : StatsKind.UPDATED;
    return record(key, window, tally, kind, revision);
  }

  /** One image that came too late for its window. */
  OutputRecord late(PredictionSummary summary, TimeWindow window) {
    Tally one = Tally.none().with(summary);
    return record(StatsKey.of(summary), window, one, StatsKind.LATE, 0);
  }

  private OutputRecord record(
      StatsKey key, TimeWindow window, Tally tally, StatsKind kind, int revision) {
    PredictionStats stats =
        PredictionStats.newBuilder()
            .setSource(key.source())
            .setModel(key.model())
            .setVersion(key.version())
            .setWindowStart(Instant.ofEpochMilli(window.getStart()))
            .setWindowEnd(Instant.ofEpochMilli(window.getEnd()))
            .setKind(kind)
            .setRevision(revision)
            .setImages(tally.images())
            .setLabels(tally.statistics())
            .build();
    return new OutputRecord(
        key.source().getBytes(UTF_8),
        encoder.encode(stats),
        NO_HEADERS,
        OutputRecord.BY_KEY,
        OutputRecord.NO_ORIGIN,
        Math.max(0, window.maxTimestamp()));
  }

  @Override
  public void close() {
    registry.close();
  }
}
