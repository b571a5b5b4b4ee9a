package io.millrace.registry.decision;

import io.millrace.avro.Arm;
import io.millrace.avro.Candidate;
import io.millrace.avro.EventKind;
import io.millrace.avro.Guard;
import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
import io.millrace.avro.VersionStatus;
import io.millrace.registry.decision.Evidence.Reading;
import io.millrace.registry.decision.Evidence.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is rolled back because of what the windows say. */
final class GuardRule {

  private GuardRule() {}

  static Decision decide(ModelState state, Evidence evidence, WindowStats stats, Instant now) {
    if (!evidence.covers(stats)) {
      return Ruling.NOTHING.with(evidence);
    }
    if (stats.arm() == Arm.STABLE) {
      return inService(state, evidence, stats, now);
    }
    Candidate candidate = state.getCandidate();
    Rollout rollout = state.getRollout();
    boolean onTrial =
        candidate != null
            && candidate.getVersion() == stats.version().version()
            && candidate.getArm() == stats.arm();
    return onTrial && rollout != null
        ? onTrial(state, rollout, evidence, stats, now)
        : Ruling.NOTHING.with(evidence);
  }

  private static Decision inService(
      ModelState state, Evidence evidence, WindowStats stats, Instant now) {
    Long stable = state.getStable();
    boolean concerns =
        stable != null && stable == stats.version().version() && matches(Guards.IN_SERVICE, stats);
    Long previous = state.getPrevious();
    if (!concerns || previous == null) {
      return Ruling.NOTHING.with(evidence);
    }
    Row row = evidence.inService().hearing(Guards.IN_SERVICE, stats);
    // A previous version that is itself on trial or being staged is none to flee to.
    boolean ready = StateChange.status(state, previous) == VersionStatus.READY;
    if (!row.fires(Guards.IN_SERVICE) || !ready) {
      return Ruling.NOTHING.with(evidence.withInService(row));
    }
    String reason =
        "%s; traffic returns to version %d.".formatted(said(Guards.IN_SERVICE, row), previous);
    StateChange change = new StateChange(state.getModel(), state);
    change.rollBack(reason);
    return rolledBack(change, now, stable, reason, numbers(Guards.IN_SERVICE, row)).with(evidence);
  }

  private static Decision onTrial(
      ModelState state, Rollout rollout, Evidence evidence, WindowStats stats, Instant now) {
    List<Row> rows = new ArrayList<>();
    List<Guard> guards = Guards.of(rollout);
    for (int i = 0; i < guards.size(); i++) {
      Guard guard = guards.get(i);
      Row row = evidence.guard(i);
      row = matches(guard, stats) ? row.hearing(guard, stats) : row;
      if (row.fires(guard)) {
        String reason = said(guard, row) + "; the trial is over.";
        StateChange change = new StateChange(state.getModel(), state);
        change.endTrial(VersionStatus.ROLLED_BACK, reason);
        return rolledBack(change, now, rollout.getVersion(), reason, numbers(guard, row))
            .with(evidence);
      }
      rows.add(row);
    }
    return Ruling.NOTHING.with(evidence.withGuards(rows));
  }

  private static boolean matches(Guard guard, WindowStats stats) {
    return guard.getWindowMillis() == stats.length().toMillis();
  }

  private static Ruling rolledBack(
      StateChange change, Instant now, long version, String reason, Map<String, String> numbers) {
    return Ruling.change(
        change, now, new Ruling.Why(EventKind.ROLLED_BACK, version, reason, numbers));
  }

  private static String said(Guard guard, Row row) {
    Reading last = row.broken().get(row.broken().size() - 1);
    return "%s was %s (limit %s) in %d windows in a row"
        .formatted(
            guard.getMetric(), number(last.value()), number(guard.getLimit()), row.broken().size());
  }

  private static Map<String, String> numbers(Guard guard, Row row) {
    Map<String, String> numbers = new TreeMap<>();
    numbers.put(Events.CODE, "GUARD");
    numbers.put("guard.metric", guard.getMetric().name());
    numbers.put("guard.limit", number(guard.getLimit()));
    numbers.put("guard.windowMillis", guard.getWindowMillis() + "");
    numbers.put("guard.minSamples", guard.getMinSamples() + "");
    for (int i = 0; i < row.broken().size(); i++) {
      Reading reading = row.broken().get(i);
      String window = "window." + (i + 1) + ".";
      numbers.put(window + "start", Instant.ofEpochMilli(reading.startMillis()).toString());
      numbers.put(window + "value", number(reading.value()));
      numbers.put(window + "samples", reading.samples() + "");
    }
    return numbers;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
