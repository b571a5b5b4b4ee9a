package io.millrace.job.serving;

import io.millrace.engine.batch.Batching;
import io.millrace.schemas.Endpoints;
import java.time.Duration;

/**
 * What makes a host; users with equal configurations share one.
 *
 * @param bootstrapServers Kafka brokers
 * @param registryUrl base URL of the schema registry's Confluent-compatible API
 * @param workers engine threads
 * @param latencyTarget how long an image may be under way inside the engine
 * @param device where models run
 * @param batching the policy that closes batches
 */
public record HostConfig(
    String bootstrapServers,
    String registryUrl,
    int workers,
    Duration latencyTarget,
    DeviceConfig device,
    Batching batching)
    implements ServingSource {

  private static final long serialVersionUID = 1L;

  /** Where the brokers and the schema registry are. */
  public Endpoints endpoints() {
    return new Endpoints(bootstrapServers, registryUrl);
  }

  @Override
  public HostConfig onGpu(int index) {
    return new HostConfig(
        bootstrapServers, registryUrl, workers, latencyTarget, device.onGpu(index), batching);
  }

  @Override
  public Serving acquire() {
    return ServingHosts.acquire(this);
  }

  @Override
  public void release() {
    ServingHosts.release(this);
  }
}
