package io.millrace.engine.head;

import io.millrace.engine.model.DetectionSpec;
import io.millrace.engine.model.DetectionSpec.BoxOrder;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Boxes [boxes, 4] and scores [boxes, classes], probabilities already. A box may be of several
 * classes: each whose score is high enough counts, but the background.
 */
final class SsdLayout implements BoxLayout {

  private static final int COORDINATES = 4;

  private final ElementType boxType;
  private final ElementType scoreType;
  private final BoxOrder order;
  private final int background;
  private final int boxes;
  private final int classes;

  SsdLayout(DetectionSpec spec, TensorSpec boxOutput, TensorSpec scoreOutput) {
    boxType = boxOutput.type();
    scoreType = scoreOutput.type();
    order = spec.boxOrder();
    background = spec.background();
    boxes = Math.toIntExact(scoreOutput.itemShape().get(0));
    classes = Math.toIntExact(scoreOutput.itemShape().get(1));
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public boolean collect(List<ByteBuffer> outputs, int image, Candidates into) {
    int coordinates = boxes * COORDINATES;
    if (!Numbers.areFinite(boxType, outputs.get(0), image * coordinates, coordinates)) {
      return false;
    }
    float[] scores = new float[classes];
    for (int box = 0; box < boxes; box++) {
      int from = (image * boxes + box) * classes;
      if (!Numbers.read(scoreType, outputs.get(1), from, scores, classes)) {
        return false;
      }
      for (int i = 0; i < classes; i++) {
        if (i != background) {
          into.offer(box, i, scores[i]);
        }
      }
    }
    return true;
  }

  @Override
  public void corners(List<ByteBuffer> outputs, int image, int box, float[] corners) {
    Numbers.read(
        boxType, outputs.get(0), (image * boxes + box) * COORDINATES, corners, COORDINATES);
    switch (order) {
      case XYXY -> {}
      case CXCYWH -> BoxLayout.fromCentre(corners);
      case YXYX -> {
        swap(corners, 0, 1);
        swap(corners, 2, 3);
      }
    }
  }

  private static void swap(float[] values, int a, int b) {
    float kept = values[a];
    values[a] = values[b];
    values[b] = kept;
  }
}
