package io.millrace.schemas.signature;

import io.millrace.avro.ArtifactRef;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * What a signature of a version is over. Its bytes, in this order, integers big-endian, a text as
 * its length in bytes (4 bytes) and its UTF-8:
 *
 * <ol>
 *   <li>the text {@code millrace model version 1}, the format's name;
 *   <li>the name of the model, a text;
 *   <li>the number of the version, 8 bytes;
 *   <li>SHA-256 of the manifest's UTF-8, 32 bytes;
 *   <li>how many files there are, 4 bytes; then each of them, sorted by the unsigned bytes of its
 *       path: the path, a text; the size in bytes, 8 bytes; its SHA-256, 32 bytes.
 * </ol>
 *
 * <p>Where a file lies and in how many parts is not signed: it can be moved.
 *
 * @param model name of the model
 * @param version number of the version
 * @param manifest text of model.json
 * @param files all of them, in any order
 */
public record SignedStatement(
    String model, long version, String manifest, List<ArtifactRef> files) {

  private static final String FORMAT = "millrace model version 1";

  private static final Comparator<ArtifactRef> BY_PATH =
      (left, right) -> Arrays.compareUnsigned(utf8(left.getPath()), utf8(right.getPath()));

  public SignedStatement {
    files = List.copyOf(files);
  }

  /**
   * The bytes that are signed.
   *
   * @throws IllegalArgumentException a digest is not 64 hexadecimal digits
   */
  public byte[] bytes() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      text(out, FORMAT);
      text(out, model);
      out.writeLong(version);
      out.write(sha256(utf8(manifest)));
      List<ArtifactRef> sorted = new ArrayList<>(files);
      sorted.sort(BY_PATH);
      out.writeInt(sorted.size());
      for (ArtifactRef file : sorted) {
        text(out, file.getPath());
        out.writeLong(file.getSize());
        out.write(digest(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to be written", e);
    }
    return bytes.toByteArray();
  }

  private static byte[] digest(ArtifactRef file) {
    byte[] digest = HexFormat.of().parseHex(file.getSha256());
    if (digest.length != 32) {
      throw new IllegalArgumentException(file.getPath() + " has no SHA-256");
    }
    return digest;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = utf8(text);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }
}
