package io.millrace.cli.bench.pipeline;

import io.millrace.cli.bench.engine.Workload;
import io.millrace.cli.bench.report.Bar;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Spread;
import io.millrace.job.log.OffsetRange;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import org.HdrHistogram.Histogram;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.common.TopicPartition;

/**
 * From when an image was due to be sent until its prediction can be read, at idle, less decoding
 * and run; held against a loop that only reads and writes.
 */
record LatencyRows(Stand stand, Workload small, Workload large, PipelineSettings settings)
    implements Group {

  private static final Bar BAR = Bar.atMost(0.5);
  private static final long SEED = 6;
  private static final double[] PERCENTILES = {50, 95, 99, 99.9};

  @Override
  public String title() {
    return "Milliseconds at idle from topic to topic less decoding and run, less a plain loop's";
  }

  private interface JobOver {
    StreamGraph of(OffsetRange range);
  }

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    Jobs jobs = new Jobs(stand.endpoints(), stand.setup());
    var noop = new NoopModels(large.net(), large.bundle().directory(), stand.setup().workers());
    List<Row> rows =
        List.of(
            measure(small, stand.setup().partitions(), jobs::inference),
            measure(large, 1, range -> jobs.inference(range, noop)));
    rows.forEach(done);
    return rows;
  }

  private Row measure(Workload workload, int partitions, JobOver job) throws Exception {
    try (var writer = new ImageWriter(stand.endpoints());
        var ends = new LogEnds(stand.endpoints(), Topics.IMAGES.name())) {
      int rounds = settings.repetitions() + 1;
      int each = settings.hops() / partitions * partitions;
      OffsetRange images = behind(ends.now(), partitions, rounds * each / partitions);
      JobID id = stand.flink().submit(job.of(images));
      var ended = stand.flink().result(id);
      awaitProcessing(id);
      var traffic =
          new IdleTraffic(
              stand.endpoints(),
              writer.envelopes(workload.net().label(), workload.images()),
              images);
      Hops hops =
          traffic.send(new PoissonSchedule(SEED, 2 * settings.hopsPerSecond(), 2 * rounds * each));
      ended.get().toJobExecutionResult(LatencyRows.class.getClassLoader());
      return row(workload.name(), hops, each);
    }
  }

  /** Models are loaded then, and what is sent is taken at once. */
  private void awaitProcessing(JobID id) throws IOException, InterruptedException {
    while (!stand.flink().isProcessing(id)) {
      TimeUnit.MILLISECONDS.sleep(50); // A cluster is only asked, it tells nobody.
    }
  }

  /** What will be written next. */
  private static OffsetRange behind(Map<TopicPartition, Long> ends, int partitions, int each) {
    Map<TopicPartition, Long> from = new HashMap<>(ends);
    from.keySet().removeIf(partition -> partition.partition() >= partitions);
    Map<TopicPartition, Long> to = new HashMap<>();
    from.forEach((partition, end) -> to.put(partition, end + each));
    return new OffsetRange(from, to);
  }

  /** The first round does not count. */
  private Row row(String on, Hops hops, int each) {
    List<Double> differences = new ArrayList<>();
    Histogram job = new Histogram(3);
    Histogram jobLessWork = new Histogram(3);
    Histogram loop = new Histogram(3);
    for (int round = 1; round <= settings.repetitions(); round++) {
      Histogram less = histogram(round, each, i -> hops.nanosLessWork(2 * i));
      Histogram plain = histogram(round, each, i -> hops.nanos(2 * i + 1));
      differences.add(millis(less, 50) - millis(plain, 50));
      jobLessWork.add(less);
      loop.add(plain);
      job.add(histogram(round, each, i -> hops.nanos(2 * i)));
    }
    Map<String, Object> ofJob = percentiles("job", job);
    for (double percentile : PERCENTILES) {
      ofJob.put("p%s_less_work_ms".formatted(percentile), millis(jobLessWork, percentile));
    }
    return new Row(
        6,
        "idle_latency",
        on,
        Spread.of(differences),
        "ms",
        BAR,
        new Row.Details(ofJob, percentiles("plain loop", loop)));
  }

  private static Histogram histogram(int round, int each, IntToLongFunction nanos) {
    Histogram histogram = new Histogram(3);
    for (int i = round * each; i < (round + 1) * each; i++) {
      histogram.recordValue(Math.max(0, nanos.applyAsLong(i)));
    }
    return histogram;
  }

  private static Map<String, Object> percentiles(String who, Histogram nanos) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("what", who);
    details.put("images", nanos.getTotalCount());
    for (double percentile : PERCENTILES) {
      details.put("p%s_ms".formatted(percentile), millis(nanos, percentile));
    }
    return details;
  }

  private static double millis(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e6;
  }
}
