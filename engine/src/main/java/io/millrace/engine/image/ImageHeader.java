package io.millrace.engine.image;

/**
 * What the structure of an image says of it.
 *
 * @param format by its bytes
 * @param width as stored, before the orientation is applied, pixels
 * @param height as stored, pixels
 * @param alpha whether it has transparency by degrees
 * @param transparentColor the one colour 0xRRGGBB that stands for nothing, or {@link #NO_COLOR}
 * @param orientation EXIF 1 to 8; 1: as stored
 * @param ancillary whether a PNG holds chunks that are not needed for its pixels
 * @param doubtful whether coded data is left over or the last refinement is missing: every pixel is
 *     there, but perhaps not as it was
 */
public record ImageHeader(
    ImageFormat format,
    int width,
    int height,
    boolean alpha,
    int transparentColor,
    int orientation,
    boolean ancillary,
    boolean doubtful)
    implements Inspection {

  static final int NO_COLOR = -1;
}
