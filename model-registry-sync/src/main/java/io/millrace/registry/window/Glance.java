package io.millrace.registry.window;

import io.millrace.avro.Arm;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a prediction.
 *
 * @param offset offset of the image within its partition
 * @param by who scored it
 * @param ran the model's run of the batch
 * @param label the first label: of the best class, or of the best box; null where there is none
 * @param score its score
 */
record Glance(long offset, By by, Ran ran, @Nullable String label, double score) {

  /**
   * One run of a model.
   *
   * @param micros how long it took, microseconds
   * @param images how many were in the batch
   */
  record Ran(long micros, int images) {}

  /** The sequence of a failure, which says nothing of the state that it was scored under. */
  static final long NO_SEQUENCE = -1;

  /**
   * Who scored an image, or failed on it.
   *
   * @param model name of the model
   * @param version its version
   * @param arm why that version
   * @param sequence the state under which it was chosen
   */
  record By(String model, long version, Arm arm, long sequence) {}
}
