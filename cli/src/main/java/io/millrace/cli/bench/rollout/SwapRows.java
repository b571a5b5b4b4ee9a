package io.millrace.cli.bench.rollout;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.cli.bench.engine.Workload;
import io.millrace.cli.bench.net.Twist;
import io.millrace.cli.bench.pipeline.PoissonSchedule;
import io.millrace.cli.bench.report.Bar;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Spread;
import io.millrace.engine.model.ModelBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rollouts and rollbacks, one after the other, under load: nothing is lost, and nothing is scored
 * by a version that was not in service.
 */
record SwapRows(Fleet fleet, Workload workload, Path models, RolloutSettings settings)
    implements Group {

  private static final Bar NONE = Bar.atMost(0);
  private static final long SEED = 11;
  private static final long OTHER = 100;
  private static final int MOST_SECONDS = 3_600;

  @Override
  public String title() {
    return "%d rollouts and as many rollbacks, at %.0f images per second"
        .formatted(settings.swaps(), settings.guardsPerSecond());
  }

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    String model = workload.net().label();
    ModelBundle other = workload.net().build(models, OTHER, Twist.SLOW);
    double rate = settings.guardsPerSecond();
    var schedule = new PoissonSchedule(SEED, rate, (int) (rate * MOST_SECONDS));
    List<Double> millis = new ArrayList<>();
    Flow.Account account;
    NavigableMap<Long, Long> service;
    try (var operator = new Operator(fleet.endpoints());
        var flow =
            new Flow(fleet.endpoints(), fleet.envelopes(model, workload.images()), schedule)) {
      operator.publish(other);
      for (int i = 0; i < settings.swaps(); i++) {
        long asked = System.nanoTime();
        operator.putInService(model, OTHER);
        millis.add((System.nanoTime() - asked) / 1e6);
        long moved = System.nanoTime();
        flow.awaitAny(a -> a.version() == OTHER && a.dueNanos() - moved >= 0);
        operator.rollback(model);
      }
      account = flow.finish(false);
      service = service(model, operator.history());
    }
    List<Row> rows = rows(account, service, millis);
    rows.forEach(done);
    return rows;
  }

  /** Which version was in service from which sequence on, by the audit trail. */
  private static NavigableMap<Long, Long> service(String model, List<ModelEvent> history) {
    NavigableMap<Long, Long> service = new TreeMap<>();
    for (ModelEvent event : history) {
      if (event.getModel().equals(model) && event.getKind() == EventKind.STABLE) {
        service.put(event.getSequence(), event.getVersion());
      } else if (event.getModel().equals(model)
          && event.getKind() == EventKind.ROLLED_BACK
          && event.getVersion() == OTHER) {
        service.put(event.getSequence(), 1L);
      }
    }
    return service;
  }

  private static boolean wasInService(Answer answer, NavigableMap<Long, Long> service) {
    Map.Entry<Long, Long> entry = service.floorEntry(answer.sequence());
    return entry != null && entry.getValue() == answer.version();
  }

  private List<Row> rows(
      Flow.Account account, NavigableMap<Long, Long> service, List<Double> millis) {
    Answers predictions = account.answers().where(a -> !a.isDeadLetter());
    int failed = account.answers().where(Answer::isDeadLetter).all().size();
    int strangers = predictions.where(a -> !wasInService(a, service)).all().size();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("what", "all images of all swaps");
    details.put("sent", account.sent());
    details.put("predicted", predictions.all().size());
    details.put("repeated", account.repeats());
    details.put("by_the_other", predictions.where(a -> a.version() == OTHER).all().size());
    var all = new Row.Details(details, Map.of());
    return List.of(
        row("swap_failed", Spread.of(failed), "images", NONE, all),
        row("swap_lost", Spread.of(account.lost()), "images", NONE, all),
        row("swap_never_active", Spread.of(strangers), "images", NONE, all),
        row("swap_time", Spread.of(millis), "ms", null, all));
  }

  private Row row(String name, Spread value, String unit, @Nullable Bar bar, Row.Details details) {
    String on = "%s, %d swaps".formatted(workload.name(), settings.swaps());
    return new Row(null, name, on, value, unit, bar, details);
  }
}
