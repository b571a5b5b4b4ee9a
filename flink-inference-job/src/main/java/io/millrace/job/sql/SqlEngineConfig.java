package io.millrace.job.sql;

import io.millrace.engine.batch.Batching;
import io.millrace.engine.host.HostOptions;
import io.millrace.job.serving.DeviceConfig;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What makes an engine; the models of one TaskManager that ask for the same share one.
 *
 * @param workers engine threads; null: one per core of the TaskManager
 * @param latencyTarget how long a row may be in the engine
 * @param device where models run
 * @param batching the policy that closes batches
 */
record SqlEngineConfig(
    @Nullable Integer workers, Duration latencyTarget, DeviceConfig device, Batching batching)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  HostOptions options() {
    HostOptions options =
        HostOptions.defaults().withLatencyTarget(latencyTarget).withBatching(batching);
    return workers == null ? options : options.withWorkers(workers);
  }
}
