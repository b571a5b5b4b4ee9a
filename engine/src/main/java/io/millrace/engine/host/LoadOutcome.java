package io.millrace.engine.host;

import io.millrace.engine.model.VersionId;

/** What came of loading a version. */
public sealed interface LoadOutcome {

  VersionId id();

  /**
   * The version serves.
   *
   * @param provider execution provider: cpu, cuda:0, tensorrt:0
   * @param alphaMicros measured time per image, µs
   * @param tau0Micros measured time per run, µs
   * @param memoryBytes what it takes by estimate
   */
  record Ready(
      VersionId id,
      String provider,
      long loadMillis,
      double alphaMicros,
      double tau0Micros,
      long memoryBytes)
      implements LoadOutcome {}

  /**
   * The version does not serve; nothing else has changed.
   *
   * @param code a name of {@link io.millrace.engine.session.RejectCode}
   */
  record Rejected(VersionId id, String code, String reason) implements LoadOutcome {}
}
