package io.millrace.job.serving;

import io.millrace.avro.Arm;
import io.millrace.avro.Candidate;
import io.millrace.schemas.ArmHash;
import io.millrace.schemas.serde.ImageEnvelope;

/**
 * A version that scores a share of the images beside the one in service, and is ready here.
 *
 * @param scorer the version, as CANARY or SHADOW
 * @param candidate its share
 */
public record Trial(Scorer scorer, Candidate candidate) {

  /** Whether it is to score an image in place of the version in service. */
  public boolean takes(ImageEnvelope image) {
    return scorer.arm() == Arm.CANARY && isInShare(image);
  }

  /** Whether it is to score an image too. */
  public boolean scoresAlong(ImageEnvelope image) {
    return scorer.arm() == Arm.SHADOW && isInShare(image);
  }

  private boolean isInShare(ImageEnvelope image) {
    return ArmHash.isIn(candidate, image.id().toString(), image.source().text());
  }
}
