package io.millrace.engine.head;

import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * [4 + classes, boxes]: a row for each of centre x, centre y, width, height, then one per class. A
 * box is of the class with its highest score.
 */
final class YoloV8Layout implements BoxLayout {

  private static final int COORDINATES = 4;

  /** Boxes that are looked at together: rows are read along, not across. */
  private static final int BLOCK = 256;

  private final ElementType type;
  private final int rows;
  private final int boxes;

  YoloV8Layout(TensorSpec output) {
    type = output.type();
    rows = Math.toIntExact(output.itemShape().get(0));
    boxes = Math.toIntExact(output.itemShape().get(1));
  }

  @Override
  public int classes() {
    return rows - COORDINATES;
  }

  @Override
  public boolean collect(List<ByteBuffer> outputs, int image, Candidates into) {
    float[] scores = new float[BLOCK];
    float[] best = new float[BLOCK];
    int[] bestClass = new int[BLOCK];
    for (int block = 0; block < boxes; block += BLOCK) {
      int count = Math.min(BLOCK, boxes - block);
      Arrays.fill(best, Float.NEGATIVE_INFINITY);
      for (int row = 0; row < rows; row++) {
        int from = (image * rows + row) * boxes + block;
        if (!Numbers.read(type, outputs.get(0), from, scores, count)) {
          return false;
        }
        for (int i = 0; row >= COORDINATES && i < count; i++) {
          if (scores[i] > best[i]) {
            best[i] = scores[i];
            bestClass[i] = row - COORDINATES;
          }
        }
      }
      for (int i = 0; i < count; i++) {
        into.offer(block + i, bestClass[i], best[i]);
      }
    }
    return true;
  }

  @Override
  public void corners(List<ByteBuffer> outputs, int image, int box, float[] corners) {
    for (int row = 0; row < COORDINATES; row++) {
      corners[row] = Numbers.at(type, outputs.get(0), (image * rows + row) * boxes + box);
    }
    BoxLayout.fromCentre(corners);
  }
}
