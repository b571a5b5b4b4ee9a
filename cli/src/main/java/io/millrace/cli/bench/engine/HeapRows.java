package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.report.Bar;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Spread;
import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.head.OriginalImage;
import io.millrace.engine.head.OutputHead;
import io.millrace.engine.host.HostOptions;
import io.millrace.engine.outcome.BatchTiming;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.Outcome;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.SessionFactory;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Heap bytes per image on the thread that submits and on the workers, less those of the result: the
 * same outcome made alone. What planning allocates goes by the second, not by the image, and is
 * told beside it. Small pictures through a real session, and photographs past a session that does
 * nothing, so that there are enough of them for the compiler to be done: before it is, objects are
 * allocated that later are none.
 */
record HeapRows(Workload small, Workload large, SessionFactory sessions, EngineSettings settings)
    implements Group {

  private static final Bar BAR = Bar.atMost(512);
  private static final int RESULTS = 10_000;
  private static final int WARM = 6_000;

  @Override
  public String title() {
    return "Heap bytes per image beyond its result";
  }

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    List<Row> rows =
        List.of(
            measure(small, sessions, small.name()),
            measure(large, new NoopSessions(large.net()), "jpeg640, no run"));
    rows.forEach(done);
    return rows;
  }

  private Row measure(Workload workload, SessionFactory from, String name) throws Exception {
    double result = resultBytes(workload, new AllocationMeter());
    List<Double> beyond = new ArrayList<>();
    double seconds = 0;
    long planned = 0;
    try (EngineLoop engine =
        new EngineLoop(workload, from, HostOptions.defaults().withWorkers(2))) {
      double perSecond = engine.run(WARM).perSecond();
      engine.warmUp(WARM);
      AllocationMeter meter = new AllocationMeter();
      long images = (long) Math.ceil(settings.seconds() * perSecond);
      for (int i = 0; i < settings.repetitions(); i++) {
        long plannedBefore = meter.planningBytes();
        long before = meter.imageBytes();
        seconds += engine.run(images).wallNanos() / 1e9;
        beyond.add((double) (meter.imageBytes() - before) / images - result);
        planned += meter.planningBytes() - plannedBefore;
      }
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("what", "the workers and the thread that submits");
      details.put("images_per_round", images);
      details.put("bytes_per_image", Spread.of(beyond).median() + result);
      details.put("mean_batch", engine.meanBatch());
      details.put("planning_kb_per_second", planned / 1e3 / seconds);
      return new Row(
          null,
          "engine_heap",
          name + " 2 workers",
          Spread.of(beyond),
          "bytes",
          BAR,
          new Row.Details(details, Map.of("what", "the result alone", "bytes_per_image", result)));
    }
  }

  private static double resultBytes(Workload workload, AllocationMeter meter) {
    int classes = workload.net().classes();
    var spec = workload.bundle().spec();
    var output = new TensorSpec("scores", ElementType.FP32, List.of(-1L, (long) classes));
    OriginalImage original = OriginalImage.of(spec.input());
    OutputHead head = OutputHead.of(spec.output(), List.of(output), spec.input());
    ByteBuffer scores =
        ByteBuffer.allocateDirect(classes * Float.BYTES).order(ByteOrder.nativeOrder());
    for (int i = 0; i < classes; i++) {
      scores.putFloat(i * Float.BYTES, (float) Math.sin(i));
    }
    Outcome[] kept = new Outcome[RESULTS];
    makeAll(head, original, List.of(scores), kept);
    long before = meter.ownBytes();
    makeAll(head, original, List.of(scores), kept);
    return (double) (meter.ownBytes() - before) / RESULTS;
  }

  private static void makeAll(
      OutputHead head, OriginalImage original, List<ByteBuffer> outputs, Outcome[] kept) {
    for (int i = 0; i < kept.length; i++) {
      ModelOutput output = Objects.requireNonNull(head.read(outputs, 0, original));
      BatchTiming timing = new BatchTiming(i, i, i, i, 1, CloseReason.SIZE);
      kept[i] = new Outcome.Scored(output, timing, Set.of(), "cpu", "fp32");
    }
  }
}
