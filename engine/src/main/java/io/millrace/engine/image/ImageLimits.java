package io.millrace.engine.image;

/**
 * What an image may ask of us before a pixel is allocated, and how it is looked at.
 *
 * @param bytes of the encoded image
 * @param pixels width times height
 * @param side the longer side, pixels
 * @param scans of a JPEG: each makes the decoder go over the whole image once more
 * @param trailingBytes after the end of the image
 * @param damageCheck how far a JPEG is followed
 */
public record ImageLimits(
    int bytes, long pixels, int side, int scans, int trailingBytes, DamageCheck damageCheck) {

  public static ImageLimits defaults() {
    return new ImageLimits(10 << 20, 16_800_000, 16_384, 100, 64 << 10, DamageCheck.FULL);
  }

  public ImageLimits withDamageCheck(DamageCheck check) {
    return new ImageLimits(bytes, pixels, side, scans, trailingBytes, check);
  }
}
