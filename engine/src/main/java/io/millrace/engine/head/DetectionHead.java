package io.millrace.engine.head;

import io.millrace.engine.model.DetectionSpec;
import io.millrace.engine.model.DetectionSpec.Coordinates;
import io.millrace.engine.model.InputSpec;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.ModelOutput.Box;
import io.millrace.engine.outcome.ModelOutput.Detections;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Boxes, best first: those with a high enough score, without those that show the same object again,
 * in pixels of the original image.
 */
final class DetectionHead implements OutputHead {

  private static final int CORNERS = 4;

  private final DetectionSpec spec;
  private final InputSpec input;
  private final BoxLayout layout;
  private final List<String> labels;

  DetectionHead(
      DetectionSpec spec, List<String> labels, List<TensorSpec> outputs, InputSpec input) {
    this.spec = spec;
    this.input = input;
    this.layout = BoxLayout.of(spec, outputs);
    this.labels =
        labels.isEmpty()
            ? IntStream.range(0, layout.classes()).mapToObj(Integer::toString).toList()
            : labels;
  }

  @Override
  public @Nullable ModelOutput read(List<ByteBuffer> outputs, int image, OriginalImage original) {
    Candidates candidates = new Candidates(spec.scoreThreshold(), layout.classes());
    if (!layout.collect(outputs, image, candidates)) {
      return null;
    }
    candidates.sort();
    Placement placement = Placement.of(input, original);
    Suppression suppression = new Suppression(spec.iouThreshold());
    List<Box> boxes = new ArrayList<>();
    float[] corners = new float[CORNERS];
    float[] placed = new float[CORNERS];
    for (int i = 0; i < candidates.size() && boxes.size() < spec.maxDetections(); i++) {
      layout.corners(outputs, image, candidates.box(i), corners);
      toPixels(corners);
      System.arraycopy(corners, 0, placed, 0, CORNERS);
      // A box of no area, or in the padding, is no object; nor may it push one out.
      if (corners[2] > corners[0]
          && corners[3] > corners[1]
          && placement.toOriginal(placed)
          && suppression.admit(candidates.ofClass(i), corners)) {
        boxes.add(box(placed, candidates.ofClass(i), candidates.score(i)));
      }
    }
    return new Detections(boxes);
  }

  private void toPixels(float[] corners) {
    if (spec.coordinates() == Coordinates.NORMALISED) {
      corners[0] *= input.width();
      corners[1] *= input.height();
      corners[2] *= input.width();
      corners[3] *= input.height();
    }
  }

  private Box box(float[] corners, int ofClass, float score) {
    return new Box(
        corners[0],
        corners[1],
        corners[2] - corners[0],
        corners[3] - corners[1],
        ofClass,
        labels.get(ofClass),
        score);
  }
}
