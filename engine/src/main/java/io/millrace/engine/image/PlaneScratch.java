package io.millrace.engine.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/** The three planes of a picture, before and after normalisation; one per thread. */
final class PlaneScratch implements AutoCloseable {

  private static final int PLANES = 3;

  private final MatVector split = new MatVector(PLANES);
  private final MatVector normalised = new MatVector(PLANES);
  private final Mat[] splitPlanes = headers(split);
  private final Mat[] normalisedPlanes = headers(normalised);

  Mat[] split(Mat pixels) {
    opencv_core.split(pixels, split);
    return splitPlanes;
  }

  Mat normalised(int plane) {
    return normalisedPlanes[plane];
  }

  void mergeNormalised(Mat target) {
    opencv_core.merge(normalised, target);
  }

  private static Mat[] headers(MatVector vector) {
    Mat[] headers = new Mat[PLANES];
    for (int i = 0; i < PLANES; i++) {
      headers[i] = vector.get(i);
    }
    return headers;
  }

  @Override
  public void close() {
    split.close();
    normalised.close();
  }
}
