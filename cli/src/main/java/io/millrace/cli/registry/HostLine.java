package io.millrace.cli.registry;

import io.millrace.avro.HostedVersion;
import io.millrace.avro.LoadState;
import io.millrace.registry.decision.HostReport;

/**
 * How far a host is with a version, in one line.
 *
 * @param stage in a word or a few; the line is worth saying again when it changes
 */
public record HostLine(String host, String stage, String figures) {

  static HostLine of(HostReport report) {
    HostedVersion version = report.version();
    return new HostLine(report.host(), report.stage(), version == null ? "" : figures(version));
  }

  private static String figures(HostedVersion version) {
    if (version.getState() == LoadState.FAILED) {
      return Words.orEmpty(version.getCode()) + ": " + Words.orEmpty(version.getReason());
    }
    if (version.getState() != LoadState.READY) {
      return "";
    }
    String cost = Words.cost(version.getAlphaMicros(), version.getTau0Micros());
    String memory = Words.bytes(version.getMemoryBytes());
    Long millis = version.getLoadMillis();
    return (millis == null ? "" : "loaded in " + millis + " ms")
        + (cost.isEmpty() ? "" : ", S(b) = " + cost)
        + (memory.isEmpty() ? "" : ", " + memory);
  }

  /** The line. */
  public String text() {
    return "host %s  %s  %s".formatted(host, stage, figures).stripTrailing();
  }
}
