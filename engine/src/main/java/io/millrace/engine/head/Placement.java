package io.millrace.engine.head;

import io.millrace.engine.model.InputSpec;

/**
 * Where an image lies in the model's input, and so the way back: from the input's pixels, through
 * resize, crop or padding, to the upright image, and from there through the EXIF orientation to the
 * pixels as they are stored. Coordinates are continuous; pixel 0 reaches from 0 to 1.
 *
 * <p>Decoding shrinks large JPEGs first and rounds their sides; that is less than a pixel of the
 * model's input, and not followed here.
 */
final class Placement {

  private final OriginalImage original;
  private final double scaleX;
  private final double scaleY;
  private final double left;
  private final double top;

  /** A pixel of the input covers so many upright pixels; the input begins at left, top. */
  private Placement(OriginalImage original, double scaleX, double scaleY, double left, double top) {
    this.original = original;
    this.scaleX = scaleX;
    this.scaleY = scaleY;
    this.left = left;
    this.top = top;
  }

  static Placement of(InputSpec input, OriginalImage original) {
    boolean turned = original.orientation() >= 5;
    int width = turned ? original.height() : original.width();
    int height = turned ? original.width() : original.height();
    double across = (double) width / input.width();
    double down = (double) height / input.height();
    return switch (input.resize()) {
      case STRETCH -> new Placement(original, across, down, 0, 0);
      case FIT -> {
        double larger = Math.max(across, down);
        long inner = Math.max(1, Math.round(width / larger));
        long innerHeight = Math.max(1, Math.round(height / larger));
        double scaleX = (double) width / inner;
        double scaleY = (double) height / innerHeight;
        long padding = (input.width() - inner) / 2;
        long paddingAbove = (input.height() - innerHeight) / 2;
        yield new Placement(original, scaleX, scaleY, -padding * scaleX, -paddingAbove * scaleY);
      }
      case CENTER_CROP -> {
        double smaller = Math.min(across, down);
        long part = Math.max(1, Math.round(input.width() * smaller));
        long partHeight = Math.max(1, Math.round(input.height() * smaller));
        double scaleX = (double) part / input.width();
        double scaleY = (double) partHeight / input.height();
        long left = (width - part) / 2;
        long top = (height - partHeight) / 2;
        yield new Placement(original, scaleX, scaleY, left, top);
      }
    };
  }

  /**
   * Takes a box back, cut at the image's edges.
   *
   * @param corners left, top, right, bottom in the input's pixels; then in those of the image
   * @return false where nothing of it lies within the image
   */
  boolean toOriginal(float[] corners) {
    double[] a = stored(left + corners[0] * scaleX, top + corners[1] * scaleY);
    double[] b = stored(left + corners[2] * scaleX, top + corners[3] * scaleY);
    corners[0] = within(Math.min(a[0], b[0]), original.width());
    corners[1] = within(Math.min(a[1], b[1]), original.height());
    corners[2] = within(Math.max(a[0], b[0]), original.width());
    corners[3] = within(Math.max(a[1], b[1]), original.height());
    return corners[2] > corners[0] && corners[3] > corners[1];
  }

  /** Undoes the orientation: how a stored pixel came to its upright place, backwards. */
  private double[] stored(double x, double y) {
    double width = original.width();
    double height = original.height();
    return switch (original.orientation()) {
      case 2 -> new double[] {width - x, y};
      case 3 -> new double[] {width - x, height - y};
      case 4 -> new double[] {x, height - y};
      case 5 -> new double[] {y, x};
      case 6 -> new double[] {y, height - x};
      case 7 -> new double[] {width - y, height - x};
      case 8 -> new double[] {width - y, x};
      default -> new double[] {x, y};
    };
  }

  private static float within(double value, int side) {
    return (float) Math.max(0, Math.min(side, value));
  }
}
