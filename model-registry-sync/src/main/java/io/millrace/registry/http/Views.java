package io.millrace.registry.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.avro.ArtifactRef;
import io.millrace.avro.ModelState;
import io.millrace.avro.VersionState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What answers look like as JSON; docs/operations.md has the meaning of the fields. */
final class Views {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Views() {}

  record Problem(String code, String message) {}

  /** A model in short. */
  record Model(
      String model,
      long sequence,
      String updatedAt,
      @Nullable Long stable,
      @Nullable Long previous,
      @Nullable Long staging,
      @Nullable Candidate candidate,
      int versions) {

    static Model of(ModelState state) {
      return new Model(
          state.getModel(),
          state.getSequence(),
          time(state.getUpdatedAt()),
          state.getStable(),
          state.getPrevious(),
          state.getStaging(),
          Candidate.of(state),
          state.getVersions().size());
    }
  }

  /** The version on trial. */
  record Candidate(long version, String arm, int permille, String stickyBy) {

    static @Nullable Candidate of(ModelState state) {
      var candidate = state.getCandidate();
      return candidate == null
          ? null
          : new Candidate(
              candidate.getVersion(),
              candidate.getArm().name(),
              candidate.getPermille(),
              candidate.getStickyBy().name());
    }
  }

  /** A model with everything about it but its files and manifests. */
  record Details(Model model, @Nullable RolloutView rollout, List<Version> versions) {

    static Details of(ModelState state, @Nullable RolloutView rollout) {
      return new Details(
          Model.of(state), rollout, state.getVersions().stream().map(Version::of).toList());
    }
  }

  /** One version. */
  record Version(
      long version,
      String status,
      @Nullable String reason,
      String digest,
      String publishedAt,
      String publishedBy,
      long bytes,
      boolean signed) {

    static Version of(VersionState version) {
      return new Version(
          version.getVersion(),
          version.getStatus().name(),
          version.getReason(),
          version.getDigest(),
          time(version.getPublishedAt()),
          version.getPublishedBy(),
          version.getArtifacts().stream().mapToLong(ArtifactRef::getSize).sum(),
          version.getSignature() != null);
    }
  }

  static String time(Instant time) {
    return time.toString();
  }

  static byte[] toBytes(Object view) {
    try {
      return JSON.writeValueAsBytes(view);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts, numbers and lists are always JSON.", e);
    }
  }
}
