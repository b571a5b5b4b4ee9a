package io.millrace.cli.bench.pipeline;

import io.millrace.cli.bench.engine.RawLoop;
import io.millrace.cli.bench.engine.Workload;
import io.millrace.cli.bench.net.Net;
import io.millrace.cli.bench.pipeline.Reading.Window;
import io.millrace.cli.bench.report.Bar;
import io.millrace.cli.bench.report.Rounds;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Sample;
import io.millrace.cli.bench.report.Turns;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.job.log.OffsetRange;
import io.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * Images per second from topic to topic, against a loop that only decodes and runs, and against the
 * map that people write first.
 */
record ThroughputRows(
    Stand stand, List<Workload> workloads, WarmUp warmUp, PipelineSettings settings)
    implements Group {

  private static final int LEAST_BATCHES = 4;

  /** How much slower the naive map is, about: so many fewer images does it get. */
  private static final int NAIVE_SLOWER = 2;

  private static final int NAIVE_SLOWER_SMALL = 12;

  /** Seconds of the raw loop before its speed is believed. */
  private static final double RAW_WARM_UP = 0.5;

  /** Of each workload. */
  private static final int ROWS = 3;

  @Override
  public String title() {
    return "Images per second from topic to topic ÷ raw loop, and ÷ a map of one image a record";
  }

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    List<Row> rows = new ArrayList<>();
    var sessions = new OnnxSessionFactory(OnnxRuntime.load());
    for (Workload workload : workloads) {
      try (var raw = new RawLoop(workload, sessions, stand.setup().workers());
          var writer = new ImageWriter(stand.endpoints());
          var predictions = new LogEnds(stand.endpoints(), Topics.PREDICTIONS.name());
          var naive = new LogEnds(stand.endpoints(), BenchTopics.NAIVE.name())) {
        int images = enough(raw, workload);
        OffsetRange range =
            writer.write(
                writer.envelopes(workload.net().label(), workload.images()),
                images,
                stand.setup().partitions());
        rows.addAll(measure(workload, raw, range, predictions, naive));
      }
      rows.subList(rows.size() - ROWS, rows.size()).forEach(done);
    }
    return rows;
  }

  private List<Row> measure(
      Workload workload, RawLoop raw, OffsetRange range, LogEnds predictions, LogEnds naive)
      throws Exception {
    Jobs jobs = new Jobs(stand.endpoints(), stand.setup());
    Net net = workload.net();
    boolean small = net.side() < 100;
    int fewer = (int) (range.size() / (small ? NAIVE_SLOWER_SMALL : NAIVE_SLOWER));
    OffsetRange part = Ranges.first(range, fewer);
    Callable<Window> product = job(() -> jobs.inference(range), range, predictions);
    Callable<Window> first =
        job(
            () -> jobs.naive(part, workload.bundle().modelFile(), net.side(), net.channels()),
            part,
            naive);
    if (small) {
      warmUp.take(product);
    }
    Rounds<Window> rounds =
        Rounds.take(settings.repetitions(), List.of(product, () -> raw(raw, range.size()), first));
    return List.of(
        row(1, "throughput_ratio", workload, rounds.pair(0, 1), small ? 0.85 : 0.95, "raw loop"),
        cpu(workload, rounds.pair(1, 0)),
        row(3, "naive_ratio", workload, rounds.pair(0, 2), small ? 4 : 2.2, "naive map"));
  }

  private Callable<Window> job(Callable<StreamGraph> graph, OffsetRange range, LogEnds output) {
    var run = new JobRun(stand.flink(), output);
    return () -> run.measure(graph.call(), range.size());
  }

  private static Window raw(RawLoop loop, long images) throws Exception {
    Reading before = Reading.ofAll(0);
    Sample sample = loop.run(images);
    return Reading.ofAll(sample.images()).since(before);
  }

  private static double perSecond(Window window) {
    return window.sample().perSecond();
  }

  private static Row row(
      int number, String name, Workload workload, Turns<Window> turns, double bar, String other) {
    var both = new Turns<>(turns.b(), turns.a());
    Map<String, Object> ofJob = details("job", turns);
    ofJob.putAll(last(turns).cpuByThread());
    return new Row(
        number,
        name,
        workload.name(),
        turns.ratio(ThroughputRows::perSecond),
        "ratio",
        Bar.atLeast(bar),
        new Row.Details(ofJob, details(other, both)));
  }

  /** What can be read on a machine that does other work too; the broker is not in it. */
  private static Row cpu(Workload workload, Turns<Window> rawAndJob) {
    return new Row(
        null,
        "throughput_ratio_cpu",
        workload.name(),
        rawAndJob.ratio(window -> window.sample().cpuMicrosPerImage()),
        "ratio",
        null,
        new Row.Details(Map.of(), Map.of()));
  }

  private static Window last(Turns<Window> turns) {
    return turns.a().get(turns.a().size() - 1);
  }

  private static Map<String, Object> details(String who, Turns<Window> turns) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("what", who);
    details.put("images_per_s", turns.medianOfA(ThroughputRows::perSecond));
    details.put("cpu_us_per_image", turns.medianOfA(window -> window.sample().cpuMicrosPerImage()));
    details.put("images", turns.a().get(0).images());
    return details;
  }

  /** As many as take the raw loop the time of a round, and some batches for every worker. */
  private int enough(RawLoop raw, Workload workload) throws Exception {
    int atOnce = workload.net().maxBatch() * stand.setup().workers();
    double perSecond = raw.run(atOnce).perSecond();
    perSecond = raw.run((long) (atOnce + RAW_WARM_UP * perSecond)).perSecond();
    perSecond = raw.run((long) (atOnce + RAW_WARM_UP * perSecond)).perSecond();
    return (int) Math.max(LEAST_BATCHES * atOnce, settings.seconds() * perSecond);
  }
}
