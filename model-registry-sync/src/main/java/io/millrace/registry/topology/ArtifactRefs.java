package io.millrace.registry.topology;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.ModelState;
import io.millrace.schemas.artifact.ArtifactParts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which parts of files nobody needs any more: pure. */
final class ArtifactRefs {

  private ArtifactRefs() {}

  /**
   * Keys of the parts that a model's next state gives up and no model refers to.
   *
   * @param before state of the model; null: there was none
   * @param after its next state
   * @param all states of all models; that of this one does not count
   */
  static List<String> unreferenced(
      @Nullable ModelState before, ModelState after, Collection<ModelState> all) {
    if (before == null) {
      return List.of();
    }
    Set<String> needed = new HashSet<>();
    Stream.concat(
            Stream.of(after),
            all.stream().filter(state -> !state.getModel().equals(after.getModel())))
        .flatMap(ArtifactRefs::files)
        .forEach(file -> needed.add(file.getSha256()));
    List<String> keys = new ArrayList<>();
    files(before)
        .filter(file -> needed.add(file.getSha256())) // each digest once
        .forEach(
            file -> {
              for (int part = 0; part < file.getParts(); part++) {
                keys.add(ArtifactParts.key(file.getSha256(), part));
              }
            });
    return keys;
  }

  private static Stream<ArtifactRef> files(ModelState state) {
    return state.getVersions().stream().flatMap(version -> version.getArtifacts().stream());
  }
}
