package io.millrace.schemas.artifact;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.millrace.avro.ArtifactRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A file as parts and back: pure, no Kafka. */
public final class ArtifactParts {

  /** Largest part, bytes; a record of the topic takes 1 MiB. */
  static final int PART_BYTES = 900 * 1024;

  /** Bytes of the file in a part; zstd makes incompressible bytes longer by less than 1 in 256. */
  static final int PIECE_BYTES = 896 * 1024;

  private static final int LEVEL = 3;

  private ArtifactParts() {}

  /** What a version's state says of a file; reads it once, piece by piece. */
  public static ArtifactRef describe(String path, Path file) throws IOException {
    try (FileChannel content = FileChannel.open(file)) {
      MessageDigest digest = newDigest();
      ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
      long size = 0;
      while (content.read(piece) >= 0) {
        size += piece.flip().remaining();
        digest.update(piece);
        piece.clear();
      }
      return new ArtifactRef(path, hex(digest), size, count(size), null);
    }
  }

  /** In how many parts a file of this size is stored; even one of no bytes has one. */
  public static int count(long size) {
    return Math.toIntExact(Math.max(1, (size + PIECE_BYTES - 1) / PIECE_BYTES));
  }

  /** Bytes of the file in one of its parts. */
  static int pieceBytes(long size, int part) {
    return (int) Math.min(PIECE_BYTES, size - (long) part * PIECE_BYTES);
  }

  /** Where a part begins in its file. */
  static long offset(int part) {
    return (long) part * PIECE_BYTES;
  }

  /** The record of a piece. */
  public static byte[] compress(byte[] piece) {
    return Zstd.compress(piece, LEVEL);
  }

  /**
   * The piece of a record. What the record claims is not believed: no more is allocated than a part
   * may have.
   *
   * @throws ArtifactException it is not a piece of this length
   */
  static byte[] decompress(ArtifactRef ref, int part, byte[] record) {
    int expected = pieceBytes(ref.getSize(), part);
    byte[] piece = new byte[expected];
    try {
      long written = Zstd.decompressByteArray(piece, 0, expected, record, 0, record.length);
      if (written != expected) {
        throw damaged(ref, part, "it holds %d bytes, not %d".formatted(written, expected));
      }
      return piece;
    } catch (ZstdException e) {
      throw damaged(ref, part, e.getMessage());
    }
  }

  private static ArtifactException damaged(ArtifactRef ref, int part, @Nullable String how) {
    return ArtifactException.digest(
        "Part %d of %d of %s is damaged: %s."
            .formatted(part + 1, ref.getParts(), ref.getPath(), how));
  }

  /** Reads a piece of a file; shorter where the file has become shorter. */
  static byte[] piece(FileChannel file, long size, int part) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(pieceBytes(size, part));
    long at = offset(part);
    while (piece.hasRemaining()) {
      int read = file.read(piece, at + piece.position());
      if (read < 0) {
        return Arrays.copyOf(piece.array(), piece.position());
      }
    }
    return piece.array();
  }

  /** Record key of a part. */
  public static String key(String sha256, int part) {
    return sha256 + "/" + part;
  }

  /** Digest as 64 lower-case hexadecimal digits. */
  public static String sha256(byte[] content) {
    MessageDigest digest = newDigest();
    digest.update(content);
    return hex(digest);
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }
}
