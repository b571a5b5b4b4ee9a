package io.millrace.job.serving;

/**
 * A host of one version, in service or not.
 *
 * @param host what makes a host
 * @param model name of the model
 * @param version number of the version
 */
public record PinnedConfig(HostConfig host, String model, long version) implements ServingSource {

  private static final long serialVersionUID = 1L;

  @Override
  public PinnedConfig onGpu(int index) {
    return new PinnedConfig(host.onGpu(index), model, version);
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
