package io.millrace.registry.window;

import io.millrace.avro.Arm;
import io.millrace.registry.decision.ArmStats;
import io.millrace.registry.decision.WindowStats;
import io.millrace.registry.decision.WindowStats.Against;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A window that is being filled. */
final class OpenWindow {

  /**
   * What is watched, and how long.
   *
   * @param trial {@code Rollout.stagedSequence}, which no other rollout of the model has; {@link
   *     #NO_TRIAL} for the version in service
   */
  record Of(String model, Arm arm, long version, long trial, long lengthMillis) {

    static final long NO_TRIAL = -1;

    /** Whether an image was scored while the trial was on; a failure does not say. */
    boolean isDuring(Delta delta) {
      long sequence = delta.by().sequence();
      return sequence == Glance.NO_SEQUENCE || sequence > trial;
    }
  }

  /** How it is kept. */
  record Stored(
      Of of, long start, long closesAt, long stableVersion, Counts version, Counts stable) {}

  private final Of of;
  private long start;
  private long closesAt;
  private long stableVersion;
  private VersionTally version = new VersionTally();
  private VersionTally stable = new VersionTally();

  /** Opens the first one. */
  OpenWindow(Of of, long now, long since) {
    this.of = of;
    this.start = aligned(Math.max(now, since));
    closeIn(now);
  }

  OpenWindow(Stored stored) {
    this.of = stored.of();
    this.start = stored.start();
    this.closesAt = stored.closesAt();
    this.stableVersion = stored.stableVersion();
    version.add(stored.version());
    stable.add(stored.stable());
  }

  Stored stored() {
    return new Stored(of, start, closesAt, stableVersion, version.counts(), stable.counts());
  }

  Of of() {
    return of;
  }

  void addVersion(Delta delta) {
    version.add(delta.counts());
  }

  /** Another version in service begins anew: the two must not be mixed. */
  void addStable(Delta delta) {
    if (delta.by().version() != stableVersion) {
      stableVersion = delta.by().version();
      stable = new VersionTally();
    }
    stable.add(delta.counts());
  }

  /**
   * Closes it and opens the next one, if it is time.
   *
   * @return what was closed; null if nothing was, or if nothing was in it
   */
  @Nullable WindowStats close(long now) {
    if (closesAt - now > of.lengthMillis()) {
      closesAt = now + of.lengthMillis(); // the clock was set back, or is another machine's now
    }
    if (now < closesAt) {
      return null;
    }
    WindowStats closed = version.samples() == 0 ? null : stats();
    // Starts only grow, whatever the clock does: the rules take an earlier one for told again.
    start = Math.max(aligned(now), start + of.lengthMillis());
    closeIn(now);
    version = new VersionTally();
    stable = new VersionTally();
    return closed;
  }

  boolean isEmpty() {
    return version.samples() == 0 && stable.samples() == 0;
  }

  private WindowStats stats() {
    ArmStats other = stable.samples() == 0 ? null : stable.stats(stableVersion);
    return new WindowStats(
        of.model(),
        of.arm(),
        Instant.ofEpochMilli(start),
        Duration.ofMillis(of.lengthMillis()),
        version.cautiousStats(of.version()),
        new Against(other, version.compared(), version.agreed()));
  }

  private long aligned(long time) {
    return time - Math.floorMod(time, of.lengthMillis());
  }

  private void closeIn(long now) {
    boolean inIt = start <= now && now < start + of.lengthMillis();
    closesAt = (inIt ? start : now) + of.lengthMillis();
  }
}
