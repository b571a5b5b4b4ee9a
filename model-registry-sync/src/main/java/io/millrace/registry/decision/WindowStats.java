package io.millrace.registry.decision;

import io.millrace.avro.Arm;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one closed window of predictions and dead letters says of one version of a model. A window
 * may be told again: it counts once.
 *
 * @param model name of the model
 * @param arm which part of the images {@code version} was given
 * @param start beginning of the window, by the clock of whoever decides; later than that of the
 *     window before
 * @param length its length
 * @param version the version that is watched
 * @param against what it is compared with; for {@link Arm#STABLE} nothing
 */
public record WindowStats(
    String model, Arm arm, Instant start, Duration length, ArmStats version, Against against) {

  /**
   * What stable did in the same window.
   *
   * @param stable the version in service; null: it was given no image in this window
   * @param compared images that both scored with a first label (a shadow scores what stable scores)
   * @param agreed those of them to which both gave the same first label
   */
  public record Against(@Nullable ArmStats stable, long compared, long agreed) {

    /** No image of stable. */
    public static final Against NOTHING = new Against(null, 0, 0);

    public Against {
      if (agreed < 0 || compared < agreed) {
        throw new IllegalArgumentException(
            "%d agreed of %d compared cannot be".formatted(agreed, compared));
      }
    }
  }
}
