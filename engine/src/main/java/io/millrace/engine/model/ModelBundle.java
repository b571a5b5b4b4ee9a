package io.millrace.engine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A version's files on this machine.
 *
 * @param digest SHA-256 of {@code model.onnx}, 64 lower-case hexadecimal digits
 * @param directory holds {@code model.onnx}, {@code model.json} and the golden examples
 */
public record ModelBundle(VersionId id, String digest, ModelSpec spec, Path directory) {

  /** Reads {@code model.json} and takes the digest of {@code model.onnx}. */
  public static ModelBundle read(Path directory) throws IOException, ModelSpecException {
    ModelSpec spec = ModelSpec.read(directory.resolve("model.json"));
    byte[] model = Files.readAllBytes(directory.resolve("model.onnx"));
    return new ModelBundle(spec.id(), sha256(model), spec, directory);
  }

  public Path modelFile() {
    return directory.resolve("model.onnx");
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
