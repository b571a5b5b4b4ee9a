package io.millrace.registry.http;

import io.millrace.avro.HostedVersion;
import io.millrace.registry.topology.Queries;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A host and what it has loaded. */
record HostView(
    String host,
    boolean alive,
    String heardAt,
    String startedAt,
    long heartbeatMillis,
    Map<String, Long> sequences,
    List<Loaded> versions) {

  /** One version on it. */
  record Loaded(
      String model,
      long version,
      String digest,
      String state,
      @Nullable String code,
      @Nullable String reason,
      @Nullable String provider,
      @Nullable Long loadMillis,
      @Nullable Long memoryBytes) {

    static Loaded of(HostedVersion version) {
      return new Loaded(
          version.getModel(),
          version.getVersion(),
          version.getDigest(),
          version.getState().name(),
          version.getCode(),
          version.getReason(),
          version.getProvider(),
          version.getLoadMillis(),
          version.getMemoryBytes());
    }
  }

  static HostView of(Queries.Host host) {
    return new HostView(
        host.status().getHost(),
        host.isAlive(),
        Views.time(host.heardAt()),
        Views.time(host.status().getStartedAt()),
        host.status().getHeartbeatMillis(),
        host.status().getSequences(),
        host.status().getVersions().stream().map(Loaded::of).toList());
  }
}
