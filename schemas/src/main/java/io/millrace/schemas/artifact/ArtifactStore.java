package io.millrace.schemas.artifact;

import io.millrace.avro.ArtifactRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts that a reader of {@code model-artifacts} has seen, put together on demand. For one
 * thread.
 *
 * <p>The caller feeds it the topic from the start; a tombstone takes a part away.
 */
public final class ArtifactStore {

  private final Map<String, byte[]> parts = new HashMap<>();

  public void put(String key, byte @Nullable [] part) {
    if (part == null) {
      parts.remove(key);
    } else {
      parts.put(key, part);
    }
  }

  /** Whether every part of the file has been seen. */
  public boolean has(ArtifactRef ref) {
    for (int part = 0; part < ref.getParts(); part++) {
      if (!parts.containsKey(ArtifactParts.key(ref.getSha256(), part))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Puts a file together from the parts seen.
   *
   * @throws ArtifactException if a part is missing or the file is not what {@code ref} names
   */
  public byte[] read(ArtifactRef ref) {
    List<byte[]> found = new ArrayList<>();
    for (int part = 0; part < ref.getParts(); part++) {
      byte[] bytes = parts.get(ArtifactParts.key(ref.getSha256(), part));
      if (bytes == null) {
        throw new ArtifactException(
            "MISSING",
            "Part %d of %d of %s is not in model-artifacts; publish the version again."
                .formatted(part + 1, ref.getParts(), ref.getPath()));
      }
      found.add(bytes);
    }
    return ArtifactParts.unpack(ref, found);
  }
}
