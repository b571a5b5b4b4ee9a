package io.millrace.job.serving;

import io.millrace.schemas.Endpoints;

/**
 * What makes a host; users with equal configurations share one.
 *
 * @param bootstrapServers Kafka brokers
 * @param registryUrl base URL of the schema registry's Confluent-compatible API
 * @param engine how images are decoded and gathered
 * @param device where models run
 */
public record HostConfig(
    String bootstrapServers, String registryUrl, EngineConfig engine, DeviceConfig device)
    implements ServingSource {

  private static final long serialVersionUID = 1L;

  /** Where the brokers and the schema registry are. */
  public Endpoints endpoints() {
    return new Endpoints(bootstrapServers, registryUrl);
  }

  @Override
  public HostConfig onGpu(int index) {
    return new HostConfig(bootstrapServers, registryUrl, engine, device.onGpu(index));
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
