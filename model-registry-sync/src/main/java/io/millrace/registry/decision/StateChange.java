package io.millrace.registry.decision;

import static io.millrace.avro.VersionStatus.CANARY;
import static io.millrace.avro.VersionStatus.PUBLISHED;
import static io.millrace.avro.VersionStatus.READY;
import static io.millrace.avro.VersionStatus.REJECTED;
import static io.millrace.avro.VersionStatus.RETIRED;
import static io.millrace.avro.VersionStatus.ROLLED_BACK;
import static io.millrace.avro.VersionStatus.SHADOW;
import static io.millrace.avro.VersionStatus.STABLE;
import static io.millrace.avro.VersionStatus.STAGING;
import static java.util.Objects.requireNonNull;

import io.millrace.avro.Arm;
import io.millrace.avro.ArtifactRef;
import io.millrace.avro.Candidate;
import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
import io.millrace.avro.Signature;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The next state of a model while it is being made. Its methods are the legal transitions; each
 * keeps the pointers, the rollout and the status of the versions in step.
 */
final class StateChange {

  /** Longest reason that a version keeps, characters; the event has all of it. */
  private static final int MAX_REASON = 300;

  /** What a version takes beside its texts, with the longest reason, bytes. */
  private static final long BYTES_PER_VERSION = 400 + 3 * (MAX_REASON + 1);

  private final String model;
  private final long sequence;
  private @Nullable Long stable;
  private @Nullable Long previous;
  private @Nullable Long staging;
  private @Nullable Candidate candidate;
  private @Nullable Rollout rollout;
  private final SortedMap<Long, VersionState> versions = new TreeMap<>();

  StateChange(String model, @Nullable ModelState before) {
    this.model = model;
    this.sequence = before == null ? 1 : before.getSequence() + 1;
    if (before != null) {
      stable = before.getStable();
      previous = before.getPrevious();
      staging = before.getStaging();
      candidate = before.getCandidate();
      rollout = before.getRollout();
      before.getVersions().forEach(version -> versions.put(version.getVersion(), version));
    }
  }

  long sequence() {
    return sequence;
  }

  ModelState state(Instant now) {
    return new ModelState(
        model,
        sequence,
        now,
        stable,
        previous,
        staging,
        candidate,
        rollout,
        new ArrayList<>(versions.values()));
  }

  void add(VersionState version) {
    versions.put(version.getVersion(), version);
  }

  /** The same files, of which somebody else says now that they are good. */
  void sign(long version, Signature signature) {
    VersionState old = get(version);
    versions.put(
        version,
        new VersionState(
            old.getVersion(),
            old.getDigest(),
            old.getStatus(),
            old.getReason(),
            old.getPublishedAt(),
            old.getPublishedBy(),
            old.getManifest(),
            old.getArtifacts(),
            signature));
  }

  /** The hosts shall load a version; one that they are loading already is given up. */
  void stage(Rollout asked) {
    giveUpStaging();
    rollout = asked;
    staging = asked.getVersion();
    mark(asked.getVersion(), STAGING, null);
  }

  /** Staging ends because somebody wants it to. */
  void giveUpStaging() {
    if (staging != null) {
      mark(staging, Objects.equals(staging, previous) ? READY : PUBLISHED, null);
      endRollout();
    }
  }

  /**
   * Staging ends because the hosts cannot be brought to load the version; nothing says it is bad.
   */
  void failStaging(String reason) {
    long failed = requireNonNull(staging);
    mark(failed, PUBLISHED, reason);
    endRollout();
    forgetPrevious(failed);
  }

  void rejectStaging(String reason) {
    long rejected = requireNonNull(staging);
    mark(rejected, REJECTED, reason);
    endRollout();
    forgetPrevious(rejected);
  }

  /** All traffic moves to the staged version. */
  void flip() {
    moveTraffic(requireNonNull(staging));
  }

  /** The staged version begins to score images beside the version in service. */
  void startTrial(Arm arm, int permille, Instant now) {
    Rollout asked = requireNonNull(rollout);
    candidate =
        new Candidate(asked.getVersion(), arm, permille, asked.getCommandId(), asked.getStickyBy());
    mark(asked.getVersion(), arm == Arm.SHADOW ? SHADOW : CANARY, null);
    staging = null;
    rollout = Rollouts.atStep(asked, 0, now);
  }

  /** The canary's share becomes that of a later step. */
  void growShare(int step, Instant now) {
    Rollout on = requireNonNull(rollout);
    Candidate was = requireNonNull(candidate);
    candidate =
        new Candidate(
            was.getVersion(),
            was.getArm(),
            on.getRamp().get(step),
            was.getSalt(),
            was.getStickyBy());
    rollout = Rollouts.atStep(on, step, now);
  }

  /** All traffic moves to the version on trial. */
  void promote() {
    moveTraffic(requireNonNull(candidate).getVersion());
  }

  /** The version on trial scores nothing any more. */
  void endTrial(VersionStatus status, String reason) {
    long ended = requireNonNull(candidate).getVersion();
    mark(ended, status, reason);
    endRollout();
    forgetPrevious(ended);
  }

  private void moveTraffic(long version) {
    Long dropped = previous;
    previous = stable;
    stable = version;
    endRollout();
    if (dropped != null && status(dropped) == READY) {
      mark(dropped, PUBLISHED, null);
    }
    if (previous != null) {
      mark(previous, READY, null);
    }
    mark(version, STABLE, null);
  }

  private void endRollout() {
    staging = null;
    candidate = null;
    rollout = null;
  }

  /** The previous version was rolled out once more and failed: nothing may return to it. */
  private void forgetPrevious(long version) {
    if (Objects.equals(previous, version)) {
      previous = null;
    }
  }

  /** All traffic returns to the previous version; a rollout of another goes on. */
  void rollBack(String reason) {
    mark(requireNonNull(stable), ROLLED_BACK, reason);
    stable = requireNonNull(previous);
    previous = null;
    mark(stable, STABLE, null);
  }

  void retire(long version) {
    forgetPrevious(version);
    VersionState gone = get(version);
    // Makes room: the state of a model is one record, and these two are most of it.
    versions.put(version, copy(gone, RETIRED, gone.getReason(), "", List.of()));
  }

  /** About how large the record of the state is, bytes; rather too much than too little. */
  long estimatedBytes() {
    return versions.values().stream().mapToLong(StateChange::estimatedBytes).sum();
  }

  private static long estimatedBytes(VersionState version) {
    long files =
        version.getArtifacts().stream().mapToLong(file -> utf8(file.getPath()) + 100L).sum();
    return BYTES_PER_VERSION + utf8(version.getManifest()) + utf8(version.getPublishedBy()) + files;
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Status of a version that is known. */
  static VersionStatus status(ModelState state, long version) {
    return state.getVersions().stream()
        .filter(v -> v.getVersion() == version)
        .findFirst()
        .orElseThrow()
        .getStatus();
  }

  private VersionStatus status(long version) {
    return get(version).getStatus();
  }

  private VersionState get(long version) {
    return requireNonNull(versions.get(version), "version");
  }

  private void mark(long version, VersionStatus status, @Nullable String reason) {
    VersionState old = get(version);
    String kept =
        reason == null || reason.length() <= MAX_REASON
            ? reason
            : reason.substring(0, MAX_REASON) + "…";
    versions.put(version, copy(old, status, kept, old.getManifest(), old.getArtifacts()));
  }

  private static VersionState copy(
      VersionState old,
      VersionStatus status,
      @Nullable String reason,
      String manifest,
      List<ArtifactRef> artifacts) {
    return new VersionState(
        old.getVersion(),
        old.getDigest(),
        status,
        reason,
        old.getPublishedAt(),
        old.getPublishedBy(),
        manifest,
        artifacts,
        old.getSignature());
  }
}
