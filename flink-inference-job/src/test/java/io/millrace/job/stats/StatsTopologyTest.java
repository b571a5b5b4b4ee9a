package io.millrace.job.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.LabelStats;
import io.millrace.avro.PredictionStats;
import io.millrace.avro.StatsKind;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.operator.CollectingSink;
import io.millrace.job.operator.JobBench;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.RegistryServer;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatsTopologyTest {

  private static final StatsWindows WINDOWS =
      new StatsWindows(
          Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(30));

  private final RegistryServer server = new RegistryServer();
  private final SchemaRegistry registry = new SchemaRegistry(server.url());
  private JobBench cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = new JobBench();
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
    registry.close();
    server.close();
  }

  @Test
  void windowIsClosedThenUpdatedAndWhatIsTooLateComesAlone() throws Exception {
    List<PredictionStats> stats =
        run(
            at(1_000, "dock", "boot", 0.5f),
            at(2_000, "dock", "boot", 0.75f),
            at(3_000, "dock", "bag", 0.25f),
            at(4_000, "gate", "boot", 1f),
            at(11_000, "dock", "boot", 1f), // closes the first window
            at(9_999, "dock", "bag", 0.75f), // late, and within the lateness
            at(15_500, "dock", "boot", 1f), // ends the lateness of the first window
            at(8_000, "dock", "bag", 0.5f)); // too late

    assertThat(of(stats, "dock", 0))
        .extracting(PredictionStats::getKind)
        .containsExactly(StatsKind.CLOSED, StatsKind.UPDATED, StatsKind.LATE);
    assertThat(of(stats, "dock", 0))
        .extracting(PredictionStats::getImages)
        .containsExactly(3L, 4L, 1L);
    assertThat(of(stats, "dock", 0))
        .extracting(PredictionStats::getRevision)
        .containsExactly(0, 1, 0);
    assertThat(of(stats, "dock", 0).get(0).getLabels())
        .containsExactly(new LabelStats("boot", 2L, 0.625), new LabelStats("bag", 1L, 0.25));
    assertThat(of(stats, "dock", 0).get(1).getLabels())
        .containsExactly(new LabelStats("bag", 2L, 0.5), new LabelStats("boot", 2L, 0.625));
    assertThat(of(stats, "gate", 0)).extracting(PredictionStats::getImages).containsExactly(1L);
    assertThat(of(stats, "dock", 10_000))
        .extracting(PredictionStats::getImages)
        .containsExactly(2L);
  }

  @Test
  void everyImageIsInExactlyOneWindowOrLate() throws Exception {
    List<PredictionStats> stats =
        run(
            at(1, "a", "x", 1f),
            at(25_000, "a", "x", 1f),
            at(2, "a", "x", 1f),
            at(9_999, "b", "x", 1f),
            at(26_000, "b", "x", 1f));

    assertThat(stats).extracting(PredictionStats::getImages).containsOnly(1L);
    assertThat(stats).hasSize(5);
    assertThat(of(stats, "b", 0))
        .extracting(PredictionStats::getKind)
        .containsExactly(StatsKind.LATE);
  }

  private static List<PredictionStats> of(List<PredictionStats> stats, String source, long start) {
    return stats.stream()
        .filter(one -> one.getSource().equals(source))
        .filter(one -> one.getWindowStart().toEpochMilli() == start)
        .toList();
  }

  private List<PredictionStats> run(Event... events) throws Exception {
    Configuration settings = JobBench.settings(false);
    settings.set(CoreOptions.DEFAULT_PARALLELISM, 1);
    try (var sink = new CollectingSink(0, 0)) {
      var env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
      var summary = TypeInformation.of(PredictionSummary.class);
      var summaries =
          env.fromData(List.of(events), TypeInformation.of(Event.class))
              .assignTimestampsAndWatermarks(
                  WatermarkStrategy.<Event>forGenerator(c -> new Each())
                      .withTimestampAssigner((event, timestamp) -> event.at()))
              .map(event -> event.summary(), summary);
      StatsTopology.add(summaries, WINDOWS, server.url(), sink);
      cluster.run(env.getStreamGraph().getJobGraph());
      var decoder = new AvroDecoder<>(registry, PredictionStats.class);
      return sink.records().stream().map(OutputRecord::value).map(decoder::decode).toList();
    }
  }

  /** A summary with its event time. */
  public record Event(long at, PredictionSummary summary) {}

  private static Event at(long timestamp, String source, String label, float score) {
    return new Event(
        timestamp,
        new PredictionSummary(source, "m", 1, new String[] {label}, new float[] {score}));
  }

  /** After every event its own time, so that what is late does not hang on a clock. */
  private static final class Each implements WatermarkGenerator<Event> {
    @Override
    public void onEvent(Event event, long timestamp, WatermarkOutput output) {
      output.emitWatermark(new Watermark(timestamp));
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {}
  }
}
