package io.millrace.cli.bench.rollout;

import io.millrace.avro.EventKind;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.Promotion;
import io.millrace.cli.bench.engine.Workload;
import io.millrace.cli.bench.net.Twist;
import io.millrace.cli.bench.picture.Thumbnail;
import io.millrace.cli.bench.pipeline.PoissonSchedule;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Spread;
import io.millrace.engine.model.ModelBundle;
import io.millrace.registry.client.RolloutPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How soon a bad version on trial is rolled back by itself, and how many images it has touched. */
record GuardRows(Fleet fleet, Workload workload, Path models, RolloutSettings settings)
    implements Group {

  private static final Duration NEVER = Duration.ofMinutes(10);
  private static final long SEED = 10;
  private static final int MOST_SECONDS = 600;
  private static final int PICTURES = 100;
  private static final int LIGHT_ONE_OF = 20;
  private static final int HALF = 500;
  private static final int ALL = 1000;
  private static final long MIN_SAMPLES = 100;
  private static final int WINDOWS = 2;

  /** A version that is bad in one way, and the guard that is to find out. */
  private enum Bad {
    NAN(200, "5% NaN", Twist.NAN_ON_LIGHT, GuardMetric.NAN_RATE, 0.01),
    SLOW(201, "3 times as slow", Twist.SLOW, GuardMetric.LATENCY_P99_RATIO, 1.5),
    WRONG(202, "labels permuted, shadow", Twist.PERMUTED, GuardMetric.AGREEMENT, 0.9);

    private final long version;
    private final String how;
    private final Twist twist;
    private final GuardMetric metric;
    private final double limit;

    Bad(long version, String how, Twist twist, GuardMetric metric, double limit) {
      this.version = version;
      this.how = how;
      this.twist = twist;
      this.metric = metric;
      this.limit = limit;
    }
  }

  @Override
  public String title() {
    return "Bad versions on trial, guarded by %d windows of %d s at %.0f images per second"
        .formatted(WINDOWS, settings.windowSeconds(), settings.guardsPerSecond());
  }

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    List<byte[]> envelopes = fleet.envelopes(workload.net().label(), pictures());
    List<Row> rows = new ArrayList<>();
    try (var operator = new Operator(fleet.endpoints())) {
      for (Bad bad : Bad.values()) {
        for (Row row : rows(bad, operator, envelopes)) {
          rows.add(row);
          done.accept(row);
        }
      }
    }
    return rows;
  }

  /** One of twenty has no dark pixel. */
  private static List<ByteBuffer> pictures() throws IOException {
    List<ByteBuffer> pictures = new ArrayList<>();
    for (int seed = 0; seed < PICTURES; seed++) {
      boolean light = seed % LIGHT_ONE_OF == 0;
      pictures.add(ByteBuffer.wrap(light ? Thumbnail.lightPng(seed) : Thumbnail.png(seed)));
    }
    return pictures;
  }

  private List<Row> rows(Bad bad, Operator operator, List<byte[]> envelopes) throws Exception {
    String model = workload.net().label();
    ModelBundle bundle = workload.net().build(models, bad.version, bad.twist);
    operator.publish(bundle);
    double rate = settings.guardsPerSecond();
    var schedule = new PoissonSchedule(SEED, rate, (int) (rate * MOST_SECONDS));
    try (var flow = new Flow(fleet.endpoints(), envelopes, schedule)) {
      flow.awaitDue(System.nanoTime());
      List<ModelEvent> events = operator.rollout(model, plan(bad));
      ModelEvent end = events.get(events.size() - 1);
      if (end.getKind() != EventKind.ROLLED_BACK) {
        throw new IllegalStateException("no guard has found out: " + end);
      }
      ModelEvent begin =
          events.stream()
              .filter(
                  event ->
                      event.getKind() == EventKind.CANARY || event.getKind() == EventKind.SHADOW)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no trial has begun: " + events));
      flow.awaitDue(System.nanoTime());
      return rows(bad, flow.finish(false), begin, end);
    }
  }

  private RolloutPlan plan(Bad bad) {
    Guard guard =
        new Guard(bad.metric, bad.limit, settings.windowSeconds() * 1_000L, MIN_SAMPLES, WINDOWS);
    RolloutPlan plan =
        bad.metric == GuardMetric.AGREEMENT
            ? RolloutPlan.shadow(bad.version, ALL)
            : RolloutPlan.canary(bad.version, HALF, ALL);
    return plan.every(NEVER).guardedBy(guard).promoted(Promotion.AUTO);
  }

  private List<Row> rows(Bad bad, Flow.Account account, ModelEvent begin, ModelEvent end) {
    Answers answers = account.answers();
    int scored = answers.where(a -> a.version() == bad.version && !a.isDeadLetter()).all().size();
    int failed = answers.where(Answer::canaryFailed).all().size();
    int dead = answers.where(Answer::isDeadLetter).all().size();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("what", end.getReason());
    details.put("scored_by_it", scored);
    details.put("failed_by_it_and_scored_again", failed);
    details.put("dead_letters", dead);
    details.put("sent", account.sent());
    details.put("lost", account.lost());
    var all = new Row.Details(details, Map.of());
    double seconds = Duration.between(begin.getAt(), end.getAt()).toMillis() / 1e3;
    return List.of(
        new Row(null, "guard_rollback", bad.how, Spread.of(seconds), "s", null, all),
        new Row(
            null,
            "guard_affected",
            bad.how,
            Spread.of(scored + failed + dead),
            "images",
            null,
            all));
  }
}
