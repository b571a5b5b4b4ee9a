package io.millrace.registry.client;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.Signature;
import io.millrace.schemas.artifact.ArtifactException;
import io.millrace.schemas.artifact.LocationReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a version's files get to the hosts.
 *
 * @param maxInlineBytes the most that all files together may put into {@code model-artifacts}
 * @param location URI of model.onnx where it is not to go there; null: it goes there
 * @param signature who vouches for the version; null: the one beside the files, if there is one
 */
public record UploadPlan(
    long maxInlineBytes, @Nullable String location, @Nullable Signature signature) {

  /** More than this is better kept where files are kept, bytes. */
  public static final long USUAL_MAX_INLINE_BYTES = 512L << 20;

  /** Everything into the topic, up to 512 MiB. */
  public static final UploadPlan USUAL = new UploadPlan(USUAL_MAX_INLINE_BYTES, null, null);

  private static final String MODEL_FILE = "model.onnx";

  /** With this signature instead. */
  public UploadPlan signedBy(Signature by) {
    return new UploadPlan(maxInlineBytes, location, by);
  }

  /** The files that go into the topic. */
  Map<ArtifactRef, Path> inline(Map<ArtifactRef, Path> files) {
    Map<ArtifactRef, Path> inline = new LinkedHashMap<>(files);
    if (location != null) {
      inline.keySet().removeIf(ref -> ref.getPath().equals(MODEL_FILE));
    }
    long bytes = inline.keySet().stream().mapToLong(ArtifactRef::getSize).sum();
    if (bytes > maxInlineBytes) {
      throw new InvalidVersionException(
          "The files have %d bytes, more than the %d that go into the topic model-artifacts. Put model.onnx where every host can read it and say --location https://… (or file:/…), or raise --max-inline."
              .formatted(bytes, maxInlineBytes));
    }
    return inline;
  }

  /** What the registry is told of all files. */
  List<ArtifactRef> refs(Map<ArtifactRef, Path> files) {
    List<ArtifactRef> refs = new ArrayList<>();
    for (ArtifactRef ref : files.keySet()) {
      boolean elsewhere = location != null && ref.getPath().equals(MODEL_FILE);
      refs.add(elsewhere ? at(ref, checked(location)) : ref);
    }
    return refs;
  }

  private static ArtifactRef at(ArtifactRef ref, URI location) {
    return new ArtifactRef(ref.getPath(), ref.getSha256(), ref.getSize(), 0, location.toString());
  }

  private static URI checked(@Nullable String location) {
    try {
      return LocationReader.check(String.valueOf(location));
    } catch (ArtifactException e) {
      throw new InvalidVersionException(String.valueOf(e.getMessage()));
    }
  }
}
