package io.millrace.engine.model;

/**
 * How boxes lie in the outputs of a detection model, and which of them count.
 *
 * @param scoreThreshold a box with a lower score is none, 0 to 1
 * @param iouThreshold of two boxes of one class that overlap by more than this intersection over
 *     union, the one with the lower score goes, 0 to 1
 * @param maxDetections the most boxes of an image
 * @param background class that stands for "nothing is here", -1: there is none
 */
public record DetectionSpec(
    Format format,
    BoxOrder boxOrder,
    Coordinates coordinates,
    double scoreThreshold,
    double iouThreshold,
    int maxDetections,
    int background) {

  public static final int NO_BACKGROUND = -1;

  /** Shapes are without the batch axis. */
  public enum Format {
    /** One output [4 + classes, boxes]: centre, size, a score per class. */
    YOLOV8,
    /** One output [boxes, 5 + classes]: centre, size, objectness, a share of it per class. */
    YOLOV5,
    /** Two outputs: boxes [boxes, 4] and scores [boxes, classes]. */
    SSD
  }

  /** The four numbers of a box: two corners, with x or y first, or centre and size. */
  public enum BoxOrder {
    XYXY,
    YXYX,
    CXCYWH
  }

  /** PIXELS of the model's input, or NORMALISED: 0 to 1 over its width and height. */
  public enum Coordinates {
    PIXELS,
    NORMALISED
  }
}
