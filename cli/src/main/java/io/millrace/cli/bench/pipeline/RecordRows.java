package io.millrace.cli.bench.pipeline;

import io.millrace.cli.bench.engine.NoopSessions;
import io.millrace.cli.bench.engine.RawLoop;
import io.millrace.cli.bench.engine.Workload;
import io.millrace.cli.bench.pipeline.Reading.Window;
import io.millrace.cli.bench.report.Bar;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Spread;
import io.millrace.cli.bench.report.Turns;
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
 * What carrying an image from topic to topic takes, time and heap, against a consumer with the same
 * settings that only reads it.
 *
 * @param large records of 110 KB that take next to no time to decode, and runs that do nothing
 * @param small what the smallest net is fed
 */
record RecordRows(
    Stand stand, Workload large, Workload small, WarmUp warmUp, PipelineSettings settings)
    implements Group {

  private static final int HEAP_BAR = 2048;

  @Override
  public String title() {
    return "Microseconds and heap per record from topic to topic, against a plain consumer";
  }

  /** The rounds of the job and of the plain consumer. */
  private record Taken(String on, double recordBytes, Turns<Window> turns) {}

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    List<Row> rows = new ArrayList<>();
    Jobs jobs = new Jobs(stand.endpoints(), stand.setup());
    // First, since it warms up what all jobs run.
    Taken light =
        take(small, settings.growth().get(1), stand.setup().partitions(), jobs::inference);
    var noop = new NoopModels(large.net(), large.bundle().directory(), stand.setup().workers());
    Taken carried = take(large, settings.largeRecords(), 1, range -> jobs.inference(range, noop));
    rows.add(time(carried));
    rows.add(cpu(carried, cpuOfDecoding()));
    rows.addAll(heap(carried));
    rows.addAll(heap(light));
    rows.forEach(done);
    return rows;
  }

  private interface JobOver {
    StreamGraph of(OffsetRange range);
  }

  private Taken take(Workload workload, int records, int partitions, JobOver job) throws Exception {
    try (var writer = new ImageWriter(stand.endpoints());
        var predictions = new LogEnds(stand.endpoints(), Topics.PREDICTIONS.name())) {
      List<byte[]> envelopes = writer.envelopes(workload.net().label(), workload.images());
      OffsetRange range = writer.write(envelopes, records, partitions);
      var run = new JobRun(stand.flink(), predictions);
      var consumer = new PlainConsumer(stand.endpoints());
      Callable<Window> ofJob = () -> run.measure(job.of(range), range.size());
      if (workload.equals(small)) {
        warmUp.take(ofJob);
      }
      Turns<Window> turns =
          Turns.take(settings.repetitions(), ofJob, () -> consumer.measure(range));
      double bytes = envelopes.stream().mapToInt(each -> each.length).average().orElseThrow();
      return new Taken(workload.name(), bytes, turns);
    }
  }

  /** Of one thread that decodes these pictures, runs nothing and reads the scores. */
  private double cpuOfDecoding() throws Exception {
    try (var raw = new RawLoop(large, new NoopSessions(large.net()), 1)) {
      raw.run(settings.largeRecords());
      return raw.run(settings.largeRecords()).cpuMicrosPerImage();
    }
  }

  private static Row time(Taken taken) {
    return new Row(
        2,
        "record_ratio",
        taken.on(),
        taken.turns().ratio(window -> window.sample().microsPerImage()),
        "ratio",
        Bar.atMost(1.5),
        details(taken, Map.of()));
  }

  /** By CPU time, of which decoding can be taken off. */
  private static Row cpu(Taken taken, double decoding) {
    Spread ratio = taken.turns().ratio(window -> window.sample().cpuMicrosPerImage());
    double ofConsumer = taken.turns().medianOfB(window -> window.sample().cpuMicrosPerImage());
    double less = decoding / ofConsumer;
    return new Row(
        null,
        "record_ratio_cpu",
        taken.on() + " without decoding",
        new Spread(ratio.median() - less, ratio.low() - less, ratio.high() - less),
        "ratio",
        null,
        details(taken, Map.of("cpu_us_of_decoding", decoding)));
  }

  private static List<Row> heap(Taken taken) {
    List<Double> beyond =
        taken.turns().a().stream()
            .map(window -> window.heapBytesPerImage() - taken.recordBytes())
            .toList();
    return List.of(
        new Row(
            9,
            "heap_beyond_record",
            taken.on(),
            Spread.of(beyond),
            "bytes",
            Bar.atMost(HEAP_BAR),
            details(taken, Map.of())),
        new Row(
            null,
            "heap_beyond_consumer",
            taken.on(),
            taken.turns().difference(Window::heapBytesPerImage),
            "bytes",
            null,
            details(taken, Map.of())));
  }

  private static Row.Details details(Taken taken, Map<String, Object> more) {
    Turns<Window> turns = taken.turns();
    Map<String, Object> a = one("job", turns);
    Window last = turns.a().get(turns.a().size() - 1);
    a.putAll(last.cpuByThread());
    a.putAll(last.heapByThread());
    a.putAll(more);
    Map<String, Object> b = one("plain consumer", new Turns<>(turns.b(), turns.a()));
    b.put("record_bytes", taken.recordBytes());
    return new Row.Details(a, b);
  }

  private static Map<String, Object> one(String who, Turns<Window> turns) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("what", who);
    details.put("wall_us", turns.medianOfA(window -> window.sample().microsPerImage()));
    details.put("cpu_us", turns.medianOfA(window -> window.sample().cpuMicrosPerImage()));
    details.put("heap_bytes", turns.medianOfA(Window::heapBytesPerImage));
    details.put("records", turns.a().get(0).sample().images());
    return details;
  }
}
