package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.report.Bar;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Sample;
import io.millrace.cli.bench.report.Turns;
import io.millrace.engine.batch.Batching;
import io.millrace.engine.host.HostOptions;
import io.millrace.engine.session.SessionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Images per second through the engine ÷ raw loop, for every net, policy and number of workers. */
record ThroughputRows(List<Workload> workloads, SessionFactory sessions, EngineSettings settings)
    implements Group {

  private static final Bar BAR = Bar.atLeast(0.97);
  private static final int[] WORKERS = {1, 2};
  private static final int LEAST_BATCHES = 2;
  private static final Duration LINGER = Duration.ofMillis(5);

  @Override
  public String title() {
    return "Images per second through the engine ÷ raw loop";
  }

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (Workload workload : workloads) {
      for (int workers : WORKERS) {
        try (RawLoop raw = new RawLoop(workload, sessions, workers)) {
          for (Batching policy : policies(workload)) {
            Row row = measure(workload, workers, policy, raw);
            done.accept(row);
            rows.add(row);
          }
        }
      }
    }
    return rows;
  }

  /** What a host does by itself, and full batches always. */
  private static List<Batching> policies(Workload workload) {
    return List.of(new Batching.Adaptive(), new Batching.Fixed(workload.net().maxBatch(), LINGER));
  }

  private Row measure(Workload workload, int workers, Batching policy, RawLoop raw)
      throws Exception {
    HostOptions options = HostOptions.defaults().withWorkers(workers).withBatching(policy);
    try (EngineLoop engine = new EngineLoop(workload, sessions, options)) {
      long images = enough(raw, workload.net().maxBatch() * workers);
      engine.warmUp(images);
      raw.run(images);
      Turns<Sample> turns =
          Turns.take(settings.repetitions(), () -> engine.run(images), () -> raw.run(images));
      Map<String, Object> ours = details("engine", images, turns.a());
      ours.put("mean_batch", engine.meanBatch());
      ours.put("raw_cpu_to_engine_cpu", 1 / turns.ratio(Sample::cpuMicrosPerImage).median());
      return new Row(
          null,
          "engine_throughput",
          "%s %d worker%s %s".formatted(workload.name(), workers, workers == 1 ? "" : "s", policy),
          turns.ratio(Sample::perSecond),
          "ratio",
          BAR,
          new Row.Details(ours, details("raw loop", images, turns.b())));
    }
  }

  /** As many as take the time of a round, in whole batches for every worker. */
  private long enough(RawLoop raw, int atOnce) throws Exception {
    raw.run(atOnce);
    double perSecond = raw.run((long) LEAST_BATCHES * atOnce).perSecond();
    long batches = (long) Math.ceil(settings.seconds() * perSecond / atOnce);
    return atOnce * Math.max(LEAST_BATCHES, batches);
  }

  private static Map<String, Object> details(String who, long images, List<Sample> rounds) {
    Turns<Sample> taken = new Turns<>(rounds, rounds);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("what", who);
    details.put("images_per_round", images);
    details.put("images_per_s", taken.medianOfA(Sample::perSecond));
    details.put("cpu_us_per_image", taken.medianOfA(Sample::cpuMicrosPerImage));
    return details;
  }
}
