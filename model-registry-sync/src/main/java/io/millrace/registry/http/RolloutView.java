package io.millrace.registry.http;

import io.millrace.avro.Guard;
import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
import io.millrace.registry.decision.Evidence;
import io.millrace.registry.decision.Evidence.Row;
import io.millrace.registry.decision.Guards;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A rollout that is under way. */
record RolloutView(
    String model,
    long version,
    String mode,
    int step,
    List<Integer> ramp,
    Pace pace,
    String promote,
    String actor,
    String commandId,
    List<GuardView> guards,
    boolean waitsForEvidence) {

  /** When what happens. */
  record Pace(String startedAt, String stagingDeadline, String stepSince, long stepMillis) {}

  /** A guard and what it has heard. */
  record GuardView(
      String metric,
      double limit,
      long windowMillis,
      long minSamples,
      int windows,
      @Nullable String lastWindow,
      List<Broken> broken) {

    static GuardView of(Guard guard, Row heard) {
      return new GuardView(
          guard.getMetric().name(),
          guard.getLimit(),
          guard.getWindowMillis(),
          guard.getMinSamples(),
          guard.getWindows(),
          heard.lastMillis() < 0 ? null : Instant.ofEpochMilli(heard.lastMillis()).toString(),
          heard.broken().stream().map(Broken::of).toList());
    }
  }

  /** A window that broke the bound. */
  record Broken(String start, double value, long samples) {

    static Broken of(Evidence.Reading reading) {
      return new Broken(
          Instant.ofEpochMilli(reading.startMillis()).toString(),
          reading.value(),
          reading.samples());
    }
  }

  static RolloutView of(ModelState state, Rollout rollout, Evidence evidence) {
    return new RolloutView(
        state.getModel(),
        rollout.getVersion(),
        rollout.getMode().name(),
        rollout.getStep(),
        rollout.getRamp(),
        new Pace(
            Views.time(rollout.getStartedAt()),
            Views.time(rollout.getStagingDeadline()),
            Views.time(rollout.getStepSince()),
            rollout.getStepMillis()),
        rollout.getPromote().name(),
        rollout.getActor(),
        rollout.getCommandId(),
        guards(rollout, evidence),
        evidence.waiting());
  }

  private static List<GuardView> guards(Rollout rollout, Evidence evidence) {
    List<Guard> guards = Guards.of(rollout);
    return IntStream.range(0, guards.size())
        .mapToObj(i -> GuardView.of(guards.get(i), heard(evidence, i)))
        .toList();
  }

  private static Row heard(Evidence evidence, int guard) {
    return guard < evidence.guards().size() ? evidence.guards().get(guard) : new Row(-1, List.of());
  }
}
