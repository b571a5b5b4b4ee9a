package io.millrace.cli.bench.rollout;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.cli.bench.engine.Workload;
import io.millrace.cli.bench.net.Twist;
import io.millrace.cli.bench.pipeline.PoissonSchedule;
import io.millrace.cli.bench.report.Bar;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Spread;
import io.millrace.cli.bench.report.Timeline;
import io.millrace.engine.model.ModelBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the running version's images feel of a version of 100 MB that both hosts load and take. */
record StagingRows(
    Fleet fleet,
    Workload workload,
    Path models,
    RolloutSettings settings,
    Consumer<Timeline> timelines)
    implements Group {

  /** Of the capacity that a burst shows just before. */
  static final double LOAD = 0.7;

  private static final Bar P99 = Bar.atMost(1.3);
  private static final Bar GAP = Bar.atMost(2);
  private static final Bar NONE = Bar.atMost(0);
  private static final double SETTLE_SECONDS = 1;
  private static final double CALM_SECONDS = 10;
  private static final int MOST_SECONDS = 600;
  private static final long SEED = 7;

  /** Until the code of the images' path is compiled: a fresh process is slower. */
  private static final int WARM_UP_BURSTS = 2;

  private static final int MOST_IMAGES = 2_000_000;

  @Override
  public String title() {
    return "A version of 100 MB is staged on %d hosts and takes over while images flow"
        .formatted(Fleet.HOSTS);
  }

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    List<Staging> stagings = new ArrayList<>();
    for (int i = 0; i < WARM_UP_BURSTS; i++) {
      capacity(i);
    }
    try (var operator = new Operator(fleet.endpoints())) {
      for (int i = 0; i < settings.repetitions(); i++) {
        stagings.add(once(operator, i));
      }
    }
    stagings.get(stagings.size() - 1).timeline("timeline", timelines);
    List<Row> rows = rows(stagings);
    rows.forEach(done);
    return rows;
  }

  private Staging once(Operator operator, int repetition) throws Exception {
    String model = workload.net().label();
    ModelBundle heavy = workload.net().build(models, 2L + repetition, Twist.HEAVY);
    double rate = LOAD * capacity(repetition);
    int most = (int) Math.min(MOST_IMAGES, rate * MOST_SECONDS);
    var schedule = new PoissonSchedule(SEED + repetition, rate, most);
    try (var flow = new Flow(fleet.endpoints(), envelopes(), schedule)) {
      Span before = steady(flow);
      long publishing = System.nanoTime();
      operator.publish(heavy);
      long published = System.nanoTime();
      boolean calm = settle(flow);
      List<ModelEvent> events = operator.putInService(model, heavy.id().version());
      ModelEvent stable = event(events, EventKind.STABLE);
      flow.awaitAny(answer -> answer.version() == heavy.id().version());
      settle(flow);
      operator.rollback(model);
      Span after = steady(flow);
      Flow.Account account = flow.finish(false);
      return new Staging(
          account,
          rate,
          calm,
          List.of(before, after),
          new Span(publishing, published),
          new Span(
              Operator.nanos(event(events, EventKind.STAGING).getAt()),
              Operator.nanos(stable.getAt())),
          stable.getSequence());
    }
  }

  private static ModelEvent event(List<ModelEvent> events, EventKind kind) {
    return events.stream().filter(event -> event.getKind() == kind).findFirst().orElseThrow();
  }

  private Span steady(Flow flow) throws InterruptedException {
    settle(flow);
    Span span = Span.lasting(System.nanoTime(), settings.steadySeconds());
    flow.awaitDue(span.toNanos());
    return span;
  }

  /** Whether what had piled up is through. */
  private static boolean settle(Flow flow) throws InterruptedException {
    flow.awaitDue(Span.lasting(System.nanoTime(), SETTLE_SECONDS).toNanos());
    return flow.awaitCalm(CALM_SECONDS);
  }

  private List<byte[]> envelopes() {
    return fleet.envelopes(workload.net().label(), workload.images());
  }

  /** Images per second of a burst, from the first fifth on. */
  private double capacity(int repetition) throws Exception {
    var burst = new PoissonSchedule(SEED + repetition, MOST_IMAGES, settings.burst());
    try (var flow = new Flow(fleet.endpoints(), envelopes(), burst)) {
      long[] came =
          flow.finish(true).answers().all().stream().mapToLong(Answer::atNanos).sorted().toArray();
      int from = came.length / 5;
      return (came.length - 1 - from) * 1e9 / (came[came.length - 1] - came[from]);
    }
  }

  private List<Row> rows(List<Staging> stagings) {
    return List.of(
        row("staging_p99", "ratio", P99, stagings, s -> s.staged().latency(99) / s.steadyP99()),
        new Row(
            7,
            "flip_gap",
            workload.name(),
            spread(stagings, s -> s.flipGap() / s.batchMillis()),
            "ratio",
            GAP,
            details(stagings)),
        row("steady_gap", "ratio", null, stagings, s -> s.steadyGap() / s.batchMillis()),
        row(
            "flip_gap_partition",
            "ratio",
            null,
            stagings,
            s -> s.flipGapOfAPartition() / s.steadyGapOfAPartition()),
        row("rollout_lost", "images", NONE, stagings, s -> s.account().lost()),
        row("staging_time", "s", null, stagings, s -> s.span().seconds()));
  }

  private Row row(
      String name,
      String unit,
      @Nullable Bar bar,
      List<Staging> stagings,
      ToDoubleFunction<Staging> figure) {
    return new Row(
        null, name, workload.name(), spread(stagings, figure), unit, bar, details(stagings));
  }

  private static Spread spread(List<Staging> stagings, ToDoubleFunction<Staging> figure) {
    return Spread.of(stagings.stream().mapToDouble(figure).toArray());
  }

  private static Row.Details details(List<Staging> stagings) {
    Map<String, Object> staged = new LinkedHashMap<>();
    staged.put("what", "the running version meanwhile");
    staged.put("images", stagings.stream().mapToInt(s -> s.staged().all().size()).sum());
    staged.put("p50_ms", spread(stagings, s -> s.staged().latency(50)).median());
    staged.put("p99_ms", spread(stagings, s -> s.staged().latency(99)).median());
    staged.put("p99_ms_while_published", spread(stagings, Staging::publishedP99).median());
    staged.put("flip_gap_ms", spread(stagings, Staging::flipGap).median());
    staged.put(
        "flip_gap_of_a_partition_ms", spread(stagings, Staging::flipGapOfAPartition).median());
    staged.put("staging_s", spread(stagings, s -> s.span().seconds()).median());
    staged.put("rounds_without_room", stagings.stream().filter(s -> !s.hadRoom()).count());
    staged.put("sent", stagings.stream().mapToInt(s -> s.account().sent()).sum());
    staged.put("repeated", stagings.stream().mapToInt(s -> s.account().repeats()).sum());
    Map<String, Object> steady = new LinkedHashMap<>();
    steady.put("what", "before it and after the rollback");
    steady.put("images", stagings.stream().mapToInt(s -> s.steady().all().size()).sum());
    steady.put("p50_ms", spread(stagings, s -> s.steady().latency(50)).median());
    steady.put("p99_ms", spread(stagings, Staging::steadyP99).median());
    steady.put("gap_ms", spread(stagings, Staging::steadyGap).median());
    steady.put("gap_of_a_partition_ms", spread(stagings, Staging::steadyGapOfAPartition).median());
    steady.put("median_batch_ms", spread(stagings, Staging::batchMillis).median());
    steady.put("images_per_s", spread(stagings, Staging::rate).median());
    return new Row.Details(staged, steady);
  }
}
