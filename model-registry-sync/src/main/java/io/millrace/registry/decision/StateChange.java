package io.millrace.registry.decision;

import static io.millrace.avro.VersionStatus.PUBLISHED;
import static io.millrace.avro.VersionStatus.READY;
import static io.millrace.avro.VersionStatus.REJECTED;
import static io.millrace.avro.VersionStatus.RETIRED;
import static io.millrace.avro.VersionStatus.ROLLED_BACK;
import static io.millrace.avro.VersionStatus.STABLE;
import static io.millrace.avro.VersionStatus.STAGING;
import static java.util.Objects.requireNonNull;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.ModelState;
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
 * keeps the three pointers and the status of the versions in step.
 */
final class StateChange {

  private final String model;
  private final long sequence;
  private @Nullable Long stable;
  private @Nullable Long previous;
  private @Nullable Long staging;
  private final SortedMap<Long, VersionState> versions = new TreeMap<>();

  StateChange(String model, @Nullable ModelState before) {
    this.model = model;
    this.sequence = before == null ? 1 : before.getSequence() + 1;
    if (before != null) {
      stable = before.getStable();
      previous = before.getPrevious();
      staging = before.getStaging();
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
        null,
        null,
        new ArrayList<>(versions.values()));
  }

  void add(VersionState version) {
    versions.put(version.getVersion(), version);
  }

  void stage(long version) {
    giveUpStaging();
    staging = version;
    mark(version, STAGING, null);
  }

  void giveUpStaging() {
    if (staging != null) {
      mark(staging, Objects.equals(staging, previous) ? READY : PUBLISHED, null);
      staging = null;
    }
  }

  /** All traffic moves to the staged version. */
  void flip() {
    Long dropped = previous;
    previous = stable;
    stable = requireNonNull(staging);
    staging = null;
    if (dropped != null && status(dropped) == READY) {
      mark(dropped, PUBLISHED, null);
    }
    if (previous != null) {
      mark(previous, READY, null);
    }
    mark(stable, STABLE, null);
  }

  void rejectStaging(String reason) {
    long rejected = requireNonNull(staging);
    staging = null;
    mark(rejected, REJECTED, reason);
    // The previous version was staged once more and failed: nothing may return to it.
    if (Objects.equals(previous, rejected)) {
      previous = null;
    }
  }

  /** All traffic returns to the previous version. */
  void rollBack(String reason) {
    mark(requireNonNull(stable), ROLLED_BACK, reason);
    stable = requireNonNull(previous);
    previous = null;
    mark(stable, STABLE, null);
  }

  void retire(long version) {
    if (Objects.equals(previous, version)) {
      previous = null;
    }
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
    return 400 + utf8(version.getManifest()) + utf8(version.getPublishedBy()) + files;
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private VersionStatus status(long version) {
    return get(version).getStatus();
  }

  private VersionState get(long version) {
    return requireNonNull(versions.get(version), "version");
  }

  private void mark(long version, VersionStatus status, @Nullable String reason) {
    VersionState old = get(version);
    versions.put(version, copy(old, status, reason, old.getManifest(), old.getArtifacts()));
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
