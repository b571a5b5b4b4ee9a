package io.millrace.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.avro.ArmKey;
import io.millrace.avro.Candidate;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which images a version on trial is given; the rule of {@link Candidate}.
 *
 * <p>Whoever knows the salt draws the same share: hosts while they score, readers afterwards. The
 * bucket of a key does not depend on the size of the share, so a growing share keeps who is in.
 * Safe for use by many threads.
 */
public final class ArmHash {

  /** Shares are counted in thousandths. */
  public static final int BUCKETS = 1_000;

  private ArmHash() {}

  /**
   * Whether an image is in the candidate's share.
   *
   * @param imageId id of the image, as text
   * @param source source of the image
   */
  public static boolean isIn(Candidate candidate, String imageId, String source) {
    if (candidate.getPermille() <= 0 || candidate.getPermille() >= BUCKETS) {
      return candidate.getPermille() > 0;
    }
    String key = candidate.getStickyBy() == ArmKey.SOURCE ? source : imageId;
    return bucket(candidate.getSalt(), key) < candidate.getPermille();
  }

  /** The bucket of a key, 0 to 999: the share of p permille holds those below p. */
  public static int bucket(String salt, String key) {
    MessageDigest sha256 = sha256();
    sha256.update(salt.getBytes(UTF_8));
    sha256.update((byte) 0);
    byte[] digest = sha256.digest(key.getBytes(UTF_8));
    return (int) Long.remainderUnsigned(ByteBuffer.wrap(digest).getLong(), BUCKETS);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
