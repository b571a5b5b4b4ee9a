package io.millrace.registry.client;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.Signature;
import io.millrace.engine.file.FileCheck;
import io.millrace.engine.model.ModelSpec;
import io.millrace.engine.model.ModelSpecException;
import io.millrace.engine.session.SessionException;
import io.millrace.registry.decision.Names;
import io.millrace.schemas.artifact.ArtifactParts;
import io.millrace.schemas.signature.SignatureFile;
import io.millrace.schemas.signature.SignedStatement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A version as it lies on disk, checked as far as a host checks it before it opens a session.
 *
 * @param model name that model.json gives
 * @param version number that model.json gives
 * @param manifest text of model.json
 * @param files every file but hidden ones and the signature, by its path as hosts will see it
 */
public record VersionFiles(
    Path directory, String model, long version, String manifest, Map<String, Path> files) {

  private static final String MODEL_FILE = "model.onnx";
  private static final String MANIFEST_FILE = "model.json";

  public VersionFiles {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /**
   * Looks at a directory, or at an ONNX file with a model.json beside it.
   *
   * @throws InvalidVersionException if it cannot be a version; the message names the field
   */
  public static VersionFiles in(Path place) {
    Map<String, Path> files = new TreeMap<>();
    Path directory = place;
    if (Files.isRegularFile(place)) {
      Path manifest = place.toAbsolutePath().resolveSibling(MANIFEST_FILE);
      directory = manifest.resolveSibling("").normalize();
      files.put(MODEL_FILE, place);
      files.put(MANIFEST_FILE, manifest);
      if (!Files.isRegularFile(manifest)) {
        throw new InvalidVersionException(
            "There is no model.json beside %s: it says how an image becomes the model's input and what its outputs mean, which nobody can guess. See models/README.md for its fields."
                .formatted(place));
      }
    } else if (Files.isDirectory(place)) {
      for (Path file : list(place)) {
        files.put(place.relativize(file).toString().replace('\\', '/'), file);
      }
    } else {
      throw new InvalidVersionException(place + " is neither a directory nor a file.");
    }
    return checked(directory, files);
  }

  private static VersionFiles checked(Path directory, Map<String, Path> files) {
    for (String needed : List.of(MODEL_FILE, MANIFEST_FILE)) {
      if (!files.containsKey(needed)) {
        throw new InvalidVersionException("%s has no %s.".formatted(directory, needed));
      }
    }
    Path manifestFile = files.getOrDefault(MANIFEST_FILE, directory);
    String text = text(manifestFile);
    ModelSpec spec = spec(manifestFile, text);
    addExamples(directory, spec, files);
    Path onnx = files.getOrDefault(MODEL_FILE, directory);
    try {
      FileCheck.check(onnx);
    } catch (SessionException e) {
      throw new InvalidVersionException("%s: %s: %s".formatted(onnx, e.code(), e.getMessage()));
    }
    return new VersionFiles(directory, spec.id().model(), spec.id().version(), text, files);
  }

  private static ModelSpec spec(Path file, String text) {
    try {
      ModelSpec spec = ModelSpec.parse(text.getBytes(StandardCharsets.UTF_8));
      if (!Names.isModel(spec.id().model())) {
        throw new InvalidVersionException(
            "%s: model '%s' is no name; a name has 1 to 100 letters, digits, dots, dashes and underscores."
                .formatted(file, spec.id().model()));
      }
      return spec;
    } catch (ModelSpecException e) {
      throw new InvalidVersionException("%s: %s".formatted(file, e.getMessage()));
    }
  }

  /** Every golden example must be there: a host without one refuses the version. */
  private static void addExamples(Path directory, ModelSpec spec, Map<String, Path> files) {
    for (ModelSpec.Example example : spec.golden().examples()) {
      Path image = directory.resolve(example.image());
      if (!Files.isRegularFile(image)) {
        throw new InvalidVersionException(
            "%s: golden.examples names %s, which is not there."
                .formatted(directory.resolve(MANIFEST_FILE), example.image()));
      }
      files.putIfAbsent(example.image(), image);
    }
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !isLeftOut(directory.relativize(file)))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new InvalidVersionException("Cannot read %s: %s".formatted(directory, e.getMessage()));
    }
  }

  private static boolean isLeftOut(Path file) {
    return file.toString().equals(SignatureFile.NAME)
        || Stream.iterate(0, i -> i < file.getNameCount(), i -> i + 1)
            .anyMatch(i -> file.getName(i).toString().startsWith("."));
  }

  private static String text(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidVersionException(file + " is not UTF-8.");
    } catch (IOException e) {
      throw new InvalidVersionException("Cannot read %s: %s".formatted(file, e.getMessage()));
    }
  }

  /**
   * What the registry will say of the files; reads all of them.
   *
   * @throws InvalidVersionException if one cannot be read
   */
  public Map<ArtifactRef, Path> describe() {
    Map<ArtifactRef, Path> refs = new LinkedHashMap<>();
    files.forEach(
        (path, file) -> {
          try {
            refs.put(ArtifactParts.describe(path, file), file);
          } catch (IOException e) {
            throw new InvalidVersionException("Cannot read %s: %s".formatted(file, e));
          }
        });
    return refs;
  }

  /** What a signature of the version is over. */
  public SignedStatement statement() {
    return new SignedStatement(model, version, manifest, List.copyOf(describe().keySet()));
  }

  /**
   * The signature that lies beside the files.
   *
   * @throws io.millrace.schemas.signature.InvalidKeyFileException it is none
   */
  public @Nullable Signature signature() {
    Path file = signatureFile();
    return Files.isRegularFile(file) ? SignatureFile.read(file) : null;
  }

  /** Where the signature lies. */
  public Path signatureFile() {
    return directory.resolve(SignatureFile.NAME);
  }
}
