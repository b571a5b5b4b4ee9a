package io.millrace.registry.decision;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.PublishVersion;
import io.millrace.registry.decision.Manifest.InvalidManifestException;
import io.millrace.schemas.artifact.ArtifactParts;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a version is one that could be served, as far as its description tells. */
final class PublishCheck {

  private static final String MODEL_FILE = "model.onnx";
  private static final String MANIFEST_FILE = "model.json";
  private static final int MAX_PATH = 200;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** What is wrong, in one sentence. */
  record Problem(Refusal code, String text) {}

  private PublishCheck() {}

  static @Nullable Problem check(ModelCommand command, PublishVersion publish) {
    if (publish.getVersion() < 1) {
      return new Problem(
          Refusal.NAME, "A version is 1 or more, not %d.".formatted(publish.getVersion()));
    }
    Problem manifest = checkManifest(command.getModel(), publish);
    return manifest == null ? checkArtifacts(publish) : manifest;
  }

  /** SHA-256 of the version's model.onnx; the check must have passed. */
  static String digest(PublishVersion publish) {
    return find(publish, MODEL_FILE).orElseThrow().getSha256();
  }

  private static @Nullable Problem checkManifest(String model, PublishVersion publish) {
    try {
      Manifest manifest = Manifest.parse(publish.getManifest());
      if (manifest.model().equals(model) && manifest.version() == publish.getVersion()) {
        return null;
      }
      return new Problem(
          Refusal.MANIFEST,
          "model.json names %s version %d, the command %s version %d."
              .formatted(manifest.model(), manifest.version(), model, publish.getVersion()));
    } catch (InvalidManifestException e) {
      return new Problem(Refusal.MANIFEST, String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Problem checkArtifacts(PublishVersion publish) {
    Set<String> paths = new HashSet<>();
    for (ArtifactRef file : publish.getArtifacts()) {
      String problem = problem(file);
      if (problem == null && !paths.add(file.getPath())) {
        problem = "is named twice";
      }
      if (problem != null) {
        return new Problem(
            Refusal.ARTIFACTS, "The file '%s' %s.".formatted(shown(file.getPath()), problem));
      }
    }
    if (!paths.contains(MODEL_FILE)) {
      return new Problem(Refusal.ARTIFACTS, "The version has no file model.onnx.");
    }
    byte[] manifest = publish.getManifest().getBytes(StandardCharsets.UTF_8);
    return find(publish, MANIFEST_FILE)
        .filter(file -> !file.getSha256().equals(ArtifactParts.sha256(manifest)))
        .map(file -> new Problem(Refusal.MANIFEST, "model.json is not the manifest's text."))
        .orElse(null);
  }

  private static Optional<ArtifactRef> find(PublishVersion publish, String path) {
    return publish.getArtifacts().stream().filter(file -> file.getPath().equals(path)).findFirst();
  }

  private static @Nullable String problem(ArtifactRef file) {
    if (!isPlain(file.getPath())) {
      return "has no plain path below the version's directory";
    }
    if (!SHA256.matcher(file.getSha256()).matches()) {
      return "has no SHA-256 of 64 lower-case hexadecimal digits";
    }
    boolean elsewhere = file.getLocation() != null;
    boolean possible = elsewhere ? file.getParts() == 0 : file.getParts() >= 1;
    return file.getSize() < 0 || !possible ? "has no possible size" : null;
  }

  /** A host writes the file there: nothing may lead out of the directory on any system. */
  private static boolean isPlain(String path) {
    boolean strange =
        path.length() > MAX_PATH
            || path.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\' || c == ':');
    return !strange
        && List.of(path.split("/", -1)).stream()
            .noneMatch(part -> part.isBlank() || part.equals(".") || part.equals(".."));
  }

  private static String shown(String path) {
    return path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH) + "…";
  }
}
