package io.millrace.engine.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
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
    return of(ModelSpec.read(directory.resolve("model.json")), directory);
  }

  /** Takes the digest of {@code model.onnx}; the contract is known already. */
  public static ModelBundle of(ModelSpec spec, Path directory) throws IOException {
    try (FileChannel model = FileChannel.open(directory.resolve("model.onnx"))) {
      ByteBuffer bytes = model.map(MapMode.READ_ONLY, 0, model.size());
      return new ModelBundle(spec.id(), sha256(bytes), spec, directory);
    }
  }

  public Path modelFile() {
    return directory.resolve("model.onnx");
  }

  /** SHA-256 of the bytes from position to limit, 64 lower-case hexadecimal digits. */
  public static String sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes.duplicate());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
