package io.millrace.schemas.artifact;

import com.github.luben.zstd.Zstd;
import io.millrace.avro.ArtifactRef;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A file as parts and back: pure, no Kafka. */
public final class ArtifactParts {

  /** Largest part, bytes; a record of the topic takes 1 MiB. */
  static final int PART_BYTES = 900 * 1024;

  private static final int LEVEL = 3;

  /**
   * A file in parts.
   *
   * @param ref what a version's state says of the file
   * @param parts its compressed bytes, in order
   */
  public record Packed(ArtifactRef ref, List<byte[]> parts) {}

  private ArtifactParts() {}

  public static Packed pack(String path, byte[] content) {
    byte[] compressed = Zstd.compress(content, LEVEL);
    List<byte[]> parts = new ArrayList<>();
    for (int from = 0; from < compressed.length; from += PART_BYTES) {
      parts.add(
          Arrays.copyOfRange(compressed, from, Math.min(compressed.length, from + PART_BYTES)));
    }
    return new Packed(
        new ArtifactRef(path, sha256(content), (long) content.length, parts.size()), parts);
  }

  /**
   * Puts a file together again.
   *
   * @throws ArtifactException if the parts do not make the file that {@code ref} names
   */
  public static byte[] unpack(ArtifactRef ref, List<byte[]> parts) {
    int compressedSize = parts.stream().mapToInt(part -> part.length).sum();
    byte[] compressed = new byte[compressedSize];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, compressed, at, part.length);
      at += part.length;
    }
    long size = ref.getSize();
    if (size < 0 || size > Integer.MAX_VALUE - 8) {
      throw new ArtifactException(
          "DIGEST", "%s claims a size of %d bytes.".formatted(ref.getPath(), size));
    }
    byte[] content = new byte[(int) size];
    long written = Zstd.decompressByteArray(content, 0, content.length, compressed, 0, at);
    if (Zstd.isError(written) || written != size) {
      throw new ArtifactException(
          "DIGEST",
          "The parts of %s do not unpack to its %d bytes: %s."
              .formatted(
                  ref.getPath(),
                  size,
                  Zstd.isError(written) ? Zstd.getErrorName(written) : written + " bytes"));
    }
    String actual = sha256(content);
    if (!actual.equals(ref.getSha256())) {
      throw new ArtifactException(
          "DIGEST",
          "%s has SHA-256 %s and should have %s."
              .formatted(ref.getPath(), actual, ref.getSha256()));
    }
    return content;
  }

  /** Record key of a part. */
  public static String key(String sha256, int part) {
    return sha256 + "/" + part;
  }

  /** Digest as 64 lower-case hexadecimal digits. */
  public static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }
}
