package io.millrace.engine.image;

/**
 * What an image may ask of us before a pixel is allocated.
 *
 * @param bytes of the encoded image
 * @param pixels width times height
 * @param side the longer side, pixels
 * @param scans of a JPEG: each makes the decoder go over the whole image once more
 * @param trailingBytes after the end of the image
 */
public record ImageLimits(int bytes, long pixels, int side, int scans, int trailingBytes) {

  public static ImageLimits defaults() {
    return new ImageLimits(10 << 20, 16_800_000, 16_384, 100, 64 << 10);
  }
}
