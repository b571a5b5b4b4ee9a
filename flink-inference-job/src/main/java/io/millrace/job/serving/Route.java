package io.millrace.job.serving;

import io.millrace.avro.Arm;
import io.millrace.engine.model.VersionId;
import org.jspecify.annotations.Nullable;

/**
 * Who scores the images of one model.
 *
 * @param stable the version in service
 * @param trial a version on trial beside it, if one is ready here
 */
public record Route(Scorer stable, @Nullable Trial trial) {

  /**
   * Of a version in service.
   *
   * @param digest SHA-256 of its model file
   * @param sequence registry sequence under which it was chosen
   */
  public Route(VersionId id, String digest, long sequence, @Nullable Trial trial) {
    this(new Scorer(id, digest, sequence, Arm.STABLE), trial);
  }

  /** Of a version that scores every image. */
  public Route(VersionId id, String digest, long sequence) {
    this(id, digest, sequence, null);
  }

  /** The version in service. */
  public VersionId id() {
    return stable.id();
  }

  Route with(@Nullable Trial next) {
    return new Route(stable, next);
  }
}
