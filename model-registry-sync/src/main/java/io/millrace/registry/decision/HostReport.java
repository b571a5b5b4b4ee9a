package io.millrace.registry.decision;

import io.millrace.avro.HostStatus;
import io.millrace.avro.HostedVersion;
import io.millrace.avro.LoadState;
import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
import io.millrace.avro.VersionState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one live host says of a version.
 *
 * @param version null: nothing, or nothing since it was asked to load the version
 * @param digest that of the version as it was published
 * @param heard whether the host has taken in that it was asked
 */
public record HostReport(
    String host, @Nullable HostedVersion version, String digest, boolean heard) {

  /** Most hosts whose figures go into an event, which must fit its record. */
  private static final int MAX_HOSTS = 100;

  /** What the host says of one version, which must be in the state. */
  public static HostReport of(HostStatus host, ModelState state, long number) {
    boolean heard = hasHeard(host, state);
    HostedVersion version =
        host.getVersions().stream()
            .filter(v -> v.getModel().equals(state.getModel()) && v.getVersion() == number)
            .findFirst()
            .orElse(null);
    return new HostReport(host.getHost(), heard ? version : null, digest(state, number), heard);
  }

  /**
   * A READY or FAILED from before the registry asked is about an earlier attempt. A host that names
   * no sequence at all is of an earlier release, and is taken at its word as it was then.
   */
  private static boolean hasHeard(HostStatus host, ModelState state) {
    Rollout rollout = state.getRollout();
    return rollout == null
        || host.getSequences().isEmpty()
        || host.getSequences().getOrDefault(state.getModel(), -1L) >= rollout.getStagedSequence();
  }

  private static String digest(ModelState state, long number) {
    return state.getVersions().stream()
        .filter(v -> v.getVersion() == number)
        .findFirst()
        .map(VersionState::getDigest)
        .orElseThrow();
  }

  boolean is(LoadState loaded) {
    return version != null && version.getState() == loaded;
  }

  /** Whether it can serve these very bytes. */
  public boolean isReady() {
    return version != null
        && version.getState() == LoadState.READY
        && version.getDigest().equals(digest);
  }

  /** How far it is, in a word or a few. */
  public String stage() {
    if (version == null) {
      return heard ? "has not begun" : "has not taken the order in";
    }
    boolean other = version.getState() == LoadState.READY && !isReady();
    return other ? "has other bytes under this number" : version.getState().name();
  }

  @Nullable String code() {
    return version == null ? null : version.getCode();
  }

  @Nullable String reason() {
    return version == null ? null : version.getReason();
  }

  /** Figures of the hosts, for an event. */
  static Map<String, String> evidence(List<HostReport> reports) {
    Map<String, String> evidence = new HashMap<>();
    for (HostReport report : reports.subList(0, Math.min(reports.size(), MAX_HOSTS))) {
      report.addTo(evidence);
    }
    return evidence;
  }

  private void addTo(Map<String, String> evidence) {
    String prefix = "host." + host + ".";
    evidence.put(prefix + "state", stage());
    if (version != null) {
      put(evidence, prefix + "code", version.getCode());
      put(evidence, prefix + "reason", version.getReason());
      put(evidence, prefix + "provider", version.getProvider());
      put(evidence, prefix + "loadMillis", version.getLoadMillis());
      put(evidence, prefix + "alphaMicros", version.getAlphaMicros());
      put(evidence, prefix + "tau0Micros", version.getTau0Micros());
      put(evidence, prefix + "memoryBytes", version.getMemoryBytes());
    }
  }

  private static void put(Map<String, String> evidence, String name, @Nullable Object value) {
    if (value != null) {
      evidence.put(name, Events.limited(value.toString()));
    }
  }
}
