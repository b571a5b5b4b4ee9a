package io.millrace.engine.head;

import io.millrace.engine.model.InputSpec;

/**
 * The image that the model's input was made of, as it is stored.
 *
 * @param width before the orientation is applied, pixels
 * @param height likewise
 * @param orientation EXIF 1 to 8; 1: as stored
 */
public record OriginalImage(int width, int height, int orientation) {

  /** One that is the model's input already. */
  public static OriginalImage of(InputSpec input) {
    return new OriginalImage(input.width(), input.height(), 1);
  }
}
