package io.millrace.schemas.artifact;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.millrace.avro.ArtifactRef;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file as parts and back: pure, no Kafka. */
public final class ArtifactParts {

  /** Largest part, bytes; a record of the topic takes 1 MiB. */
  static final int PART_BYTES = 900 * 1024;

  private static final int LEVEL = 3;

  /** Largest array that every JVM makes. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  /** RFC 8878, 3.1.1.2: a block takes a header of 3 bytes and one more, and gives 128 KiB. */
  private static final long LEAST_BLOCK_BYTES = 4;

  private static final long MOST_BLOCK_CONTENT = 128 * 1024;

  /**
   * A file in parts.
   *
   * @param ref what a version's state says of the file
   * @param parts its compressed bytes, in order
   */
  public record Packed(ArtifactRef ref, List<byte[]> parts) {}

  private ArtifactParts() {}

  /** Compresses a file and cuts it; even a file of no bytes has one part, its empty frame. */
  public static Packed pack(String path, byte[] content) {
    byte[] compressed = Zstd.compress(content, LEVEL);
    List<byte[]> parts = new ArrayList<>();
    for (int from = 0; from < compressed.length; from += PART_BYTES) {
      parts.add(
          Arrays.copyOfRange(compressed, from, Math.min(compressed.length, from + PART_BYTES)));
    }
    return new Packed(
        new ArtifactRef(path, sha256(content), (long) content.length, parts.size(), null), parts);
  }

  /**
   * Puts a file together again.
   *
   * @throws ArtifactException if the parts do not make the file that {@code ref} names
   */
  public static byte[] unpack(ArtifactRef ref, List<byte[]> parts) {
    byte[] compressed = join(ref, parts);
    byte[] content = decompress(ref, compressed, checkedSize(ref, compressed));
    String actual = sha256(content);
    if (!actual.equals(ref.getSha256())) {
      throw new ArtifactException(
          "DIGEST",
          "%s has SHA-256 %s and should have %s."
              .formatted(ref.getPath(), actual, ref.getSha256()));
    }
    return content;
  }

  private static byte[] decompress(ArtifactRef ref, byte[] compressed, int size) {
    byte[] content = new byte[size];
    try {
      long written = Zstd.decompressByteArray(content, 0, size, compressed, 0, compressed.length);
      if (written != size) {
        throw damaged(ref, "they hold " + written);
      }
      return content;
    } catch (ZstdException e) {
      throw damaged(ref, e.getMessage());
    }
  }

  private static byte[] join(ArtifactRef ref, List<byte[]> parts) {
    if (parts.size() != ref.getParts()) {
      throw damaged(ref, "it has %d parts, not %d".formatted(parts.size(), ref.getParts()));
    }
    long total = parts.stream().mapToLong(part -> part.length).sum();
    if (total > MAX_BYTES) {
      throw damaged(ref, "the parts have " + total + " bytes together");
    }
    byte[] compressed = new byte[(int) total];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, compressed, at, part.length);
      at += part.length;
    }
    return compressed;
  }

  /**
   * The size, once the frame says it too and has enough bytes for it. Before that nothing may be
   * allocated: a lie of 2 GB in a record of 100 bytes would end the process.
   */
  private static int checkedSize(ArtifactRef ref, byte[] compressed) {
    long size = ref.getSize();
    long framed = compressed.length == 0 ? -1 : Zstd.getFrameContentSize(compressed);
    if (size != framed) {
      throw damaged(
          ref, framed < 0 ? "they are no zstd frame" : "the frame holds %d".formatted(framed));
    }
    long most = compressed.length / LEAST_BLOCK_BYTES * MOST_BLOCK_CONTENT;
    if (size > Math.min(MAX_BYTES, most)) {
      throw damaged(ref, "%d compressed bytes cannot hold that".formatted(compressed.length));
    }
    return (int) size;
  }

  private static ArtifactException damaged(ArtifactRef ref, @Nullable String how) {
    return new ArtifactException(
        "DIGEST",
        "The parts of %s do not unpack to its %d bytes: %s."
            .formatted(ref.getPath(), ref.getSize(), how));
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
