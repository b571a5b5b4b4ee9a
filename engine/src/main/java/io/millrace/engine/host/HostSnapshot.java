package io.millrace.engine.host;

import io.millrace.engine.batch.Tuning;
import io.millrace.engine.model.VersionId;
import java.util.List;

/**
 * What a host holds at one moment.
 *
 * @param inFlight images submitted and not done, of all callers
 * @param bytesInFlight their encoded bytes
 * @param stuckWorkers threads that hang in native code
 */
public record HostSnapshot(
    int inFlight, long bytesInFlight, int stuckWorkers, List<LaneSnapshot> lanes) {

  public HostSnapshot {
    lanes = List.copyOf(lanes);
  }

  /**
   * One version in service.
   *
   * @param alphaMicros learned time per image, µs
   * @param tau0Micros learned time per run, µs
   * @param cap most images of a batch, planned and within what memory allows
   * @param tuning what planning has set; with a fixed policy its size and no patience
   * @param queued images that wait to be decoded
   * @param inFlight images that are not done
   * @param bufferBytes direct memory of its batches
   */
  public record LaneSnapshot(
      VersionId version,
      double alphaMicros,
      double tau0Micros,
      int cap,
      Tuning tuning,
      int queued,
      int inFlight,
      long bufferBytes) {}
}
