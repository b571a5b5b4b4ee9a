package io.millrace.job.serving;

import io.millrace.avro.Arm;
import io.millrace.avro.Candidate;
import io.millrace.avro.ImageEvent;
import io.millrace.schemas.ArmHash;

/**
 * A version that scores a share of the images beside the one in service, and is ready here.
 *
 * @param scorer the version, as CANARY or SHADOW
 * @param candidate its share
 */
public record Trial(Scorer scorer, Candidate candidate) {

  /** Whether it is to score an image in place of the version in service. */
  public boolean takes(ImageEvent event) {
    return scorer.arm() == Arm.CANARY && isInShare(event);
  }

  /** Whether it is to score an image too. */
  public boolean scoresAlong(ImageEvent event) {
    return scorer.arm() == Arm.SHADOW && isInShare(event);
  }

  private boolean isInShare(ImageEvent event) {
    return ArmHash.isIn(candidate, event.getId().toString(), event.getSource());
  }
}
