package io.millrace.job.delivery;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A record of an output topic, recognisable.
 *
 * @param partition where it was written to
 * @param timestamp its timestamp, milliseconds since 1970-01-01T00:00Z
 * @param digest SHA-256 of its key and value, hexadecimal
 */
record Fingerprint(int partition, long timestamp, String digest) {

  static Fingerprint of(
      int partition, long timestamp, byte @Nullable [] key, byte @Nullable [] value) {
    MessageDigest sha256 = sha256();
    update(sha256, key);
    update(sha256, value);
    return new Fingerprint(partition, timestamp, HexFormat.of().formatHex(sha256.digest()));
  }

  /** With its length before it, so that nothing can move from the key to the value. */
  private static void update(MessageDigest digest, byte @Nullable [] bytes) {
    int length = bytes == null ? -1 : bytes.length;
    for (int shift = 24; shift >= 0; shift -= 8) {
      digest.update((byte) (length >> shift));
    }
    if (bytes != null) {
      digest.update(bytes);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }
}
