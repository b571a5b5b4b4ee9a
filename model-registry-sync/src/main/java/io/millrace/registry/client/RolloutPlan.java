package io.millrace.registry.client;

import io.millrace.avro.ArmKey;
import io.millrace.avro.Promotion;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.RolloutVersion;
import java.time.Duration;
import java.util.List;

/** Ways to put a version in service. */
public final class RolloutPlan {

  private static final Duration STEP = Duration.ofMinutes(5);

  private RolloutPlan() {}

  /** All traffic at once, as soon as every live host is ready. */
  public static RolloutVersion allAtOnce(long version) {
    return new RolloutVersion(
        version,
        RolloutMode.ALL_AT_ONCE,
        List.of(),
        STEP.toMillis(),
        ArmKey.IMAGE,
        Promotion.MANUAL,
        List.of(),
        null);
  }
}
