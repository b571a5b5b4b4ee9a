package io.millrace.job.serving;

import io.millrace.engine.batch.Batching;
import io.millrace.engine.host.HostOptions;
import io.millrace.engine.image.DamageCheck;
import java.io.Serializable;
import java.time.Duration;

/**
 * How a host's engine works.
 *
 * @param workers engine threads
 * @param latencyTarget how long an image may be under way inside the engine
 * @param batching the policy that closes batches
 * @param damageCheck how far a JPEG is followed
 * @param runDeadline how long one run of a model may take
 */
public record EngineConfig(
    int workers,
    Duration latencyTarget,
    Batching batching,
    DamageCheck damageCheck,
    Duration runDeadline)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  HostOptions toOptions() {
    HostOptions defaults = HostOptions.defaults();
    return defaults
        .withWorkers(workers)
        .withLatencyTarget(latencyTarget)
        .withBatching(batching)
        .withLimits(defaults.limits().withDamageCheck(damageCheck))
        .withWatch(defaults.watch().withRunDeadline(runDeadline));
  }
}
