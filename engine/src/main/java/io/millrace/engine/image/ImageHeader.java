package io.millrace.engine.image;

import org.jspecify.annotations.Nullable;

/**
 * What the structure of an image says of it.
 *
 * @param format by its bytes
 * @param width as stored, before the orientation is applied, pixels
 * @param height as stored, pixels
 * @param alpha whether it has transparency by degrees
 * @param transparentColor the one colour that stands for nothing; null: there is none
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
    @Nullable TransparentColor transparentColor,
    int orientation,
    boolean ancillary,
    boolean doubtful)
    implements Inspection {}
