package io.millrace.registry.decision;

import io.millrace.avro.Candidate;
import io.millrace.avro.Guard;
import io.millrace.avro.ModelState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the windows have said of the version in service and of the one on trial: all that the rules
 * remember beside the state. It begins anew whenever one of the two changes; a window that began
 * before that says nothing.
 *
 * @param sinceMillis since when, milliseconds since 1970
 * @param inService what was said of the version in service
 * @param guards what was said to each guard of the rollout, in their order; guards without an entry
 *     have heard nothing
 * @param waiting whether an event has said already that the trial waits for evidence
 */
public record Evidence(long sinceMillis, Row inService, List<Row> guards, boolean waiting) {

  /** Nothing was said yet. */
  public static final Evidence NONE = new Evidence(0, Row.EMPTY, List.of(), false);

  /**
   * What one guard has heard.
   *
   * @param lastMillis beginning of the last window that said something; -1: none did
   * @param broken the last windows in a row that broke the bound, at most as many as make it fire
   */
  public record Row(long lastMillis, List<Reading> broken) {

    static final Row EMPTY = new Row(-1, List.of());

    public Row {
      broken = List.copyOf(broken);
    }

    /** Whether a window has spoken, and the last that did was within the bound. */
    boolean isContent() {
      return lastMillis >= 0 && broken.isEmpty();
    }

    boolean fires(Guard guard) {
      return broken.size() >= guard.getWindows();
    }

    /** A window that says nothing neither continues the row nor ends it. */
    Row hearing(Guard guard, WindowStats stats) {
      long start = stats.start().toEpochMilli();
      if (start <= lastMillis) {
        return this; // told again, or too late to tell what comes in a row
      }
      Double value = Metrics.read(guard, stats);
      if (value == null) {
        return this;
      }
      if (!Metrics.breaks(guard, value)) {
        return new Row(start, List.of());
      }
      List<Reading> row = new ArrayList<>(broken);
      row.add(new Reading(start, value, stats.version().samples()));
      int more = Math.max(row.size() - guard.getWindows(), 0);
      return new Row(start, row.subList(more, row.size()));
    }
  }

  /**
   * A bound that was broken.
   *
   * @param startMillis beginning of the window
   * @param value what was measured
   * @param samples images of the version in the window
   */
  public record Reading(long startMillis, double value, long samples) {}

  public Evidence {
    guards = List.copyOf(guards);
  }

  /** What is left of it when the state has changed. */
  Evidence after(@Nullable ModelState before, ModelState after, Instant now) {
    boolean same =
        before != null
            && Objects.equals(before.getStable(), after.getStable())
            && Objects.equals(trial(before), trial(after));
    return same ? this : new Evidence(now.toEpochMilli(), Row.EMPTY, List.of(), false);
  }

  private static @Nullable String trial(ModelState state) {
    Candidate candidate = state.getCandidate();
    return candidate == null ? null : candidate.getSalt();
  }

  boolean covers(WindowStats stats) {
    return stats.start().toEpochMilli() >= sinceMillis;
  }

  Row guard(int index) {
    return index < guards.size() ? guards.get(index) : Row.EMPTY;
  }

  Evidence withInService(Row row) {
    return new Evidence(sinceMillis, row, guards, waiting);
  }

  Evidence withGuards(List<Row> rows) {
    return new Evidence(sinceMillis, inService, rows, waiting);
  }

  Evidence waitingFor() {
    return new Evidence(sinceMillis, inService, guards, true);
  }
}
