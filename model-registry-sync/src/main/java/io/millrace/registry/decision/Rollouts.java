package io.millrace.registry.decision;

import io.millrace.avro.Guard;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.RolloutVersion;
import io.millrace.schemas.ArmHash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How rollouts are written down. */
final class Rollouts {

  private static final Duration STAGING_TIMEOUT = Duration.ofMinutes(10);

  private Rollouts() {}

  /** A rollout that begins to be staged. */
  static Rollout begin(
      RolloutVersion asked, ModelCommand command, long stagedSequence, Instant now) {
    Long timeout = asked.getStagingTimeoutMillis();
    Instant deadline = now.plus(timeout == null ? STAGING_TIMEOUT : Duration.ofMillis(timeout));
    return new Rollout(
        asked.getVersion(),
        command.getId().toString(),
        Events.limited(command.getIssuedBy()),
        now,
        stagedSequence,
        deadline,
        asked.getMode(),
        ramp(asked),
        -1,
        now,
        asked.getStepMillis(),
        asked.getStickyBy(),
        asked.getPromote(),
        asked.getGuards());
  }

  private static List<Integer> ramp(RolloutVersion asked) {
    boolean everyImage = asked.getMode() == RolloutMode.SHADOW && asked.getRamp().isEmpty();
    return everyImage ? List.of(ArmHash.BUCKETS) : asked.getRamp();
  }

  static Rollout atStep(Rollout rollout, int step, Instant since) {
    return new Rollout(
        rollout.getVersion(),
        rollout.getCommandId(),
        rollout.getActor(),
        rollout.getStartedAt(),
        rollout.getStagedSequence(),
        rollout.getStagingDeadline(),
        rollout.getMode(),
        rollout.getRamp(),
        step,
        since,
        rollout.getStepMillis(),
        rollout.getStickyBy(),
        rollout.getPromote(),
        rollout.getGuards());
  }

  /** How traffic shall move; a state that an earlier release has staged knows one way only. */
  static RolloutMode mode(ModelState state) {
    Rollout rollout = state.getRollout();
    return rollout == null ? RolloutMode.ALL_AT_ONCE : rollout.getMode();
  }

  /** What was asked, for the event that says that staging begins. */
  static Map<String, String> evidence(Rollout rollout) {
    Map<String, String> evidence = new TreeMap<>();
    evidence.put(Events.MODE, rollout.getMode().name());
    evidence.put("stagingDeadline", rollout.getStagingDeadline().toString());
    if (rollout.getMode() != RolloutMode.ALL_AT_ONCE) {
      evidence.put(Events.PROMOTE, rollout.getPromote().name());
      evidence.put("ramp", joined(rollout.getRamp()));
      evidence.put("stepMillis", String.valueOf(rollout.getStepMillis()));
      evidence.put("stickyBy", rollout.getStickyBy().name());
      evidence.put("guards", joined(Guards.of(rollout).stream().map(Rollouts::text).toList()));
    }
    return evidence;
  }

  private static String text(Guard guard) {
    return "%s %s, %d windows of %d ms, %d samples"
        .formatted(
            guard.getMetric(),
            guard.getLimit(),
            guard.getWindows(),
            guard.getWindowMillis(),
            guard.getMinSamples());
  }

  private static String joined(List<?> items) {
    return String.join("; ", items.stream().map(Object::toString).toList());
  }
}
