package io.millrace.engine.head;

import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * [boxes, 5 + classes]: centre x, centre y, width, height, objectness, then a share of it per
 * class: a score is their product. A box is of the class with its highest score.
 */
final class YoloV5Layout implements BoxLayout {

  private static final int OBJECTNESS = 4;
  private static final int FIRST_CLASS = 5;

  private final ElementType type;
  private final int boxes;
  private final int columns;

  YoloV5Layout(TensorSpec output) {
    type = output.type();
    boxes = Math.toIntExact(output.itemShape().get(0));
    columns = Math.toIntExact(output.itemShape().get(1));
  }

  @Override
  public int classes() {
    return columns - FIRST_CLASS;
  }

  @Override
  public boolean collect(List<ByteBuffer> outputs, int image, Candidates into) {
    float[] values = new float[columns];
    for (int box = 0; box < boxes; box++) {
      int from = (image * boxes + box) * columns;
      if (!Numbers.read(type, outputs.get(0), from, values, columns)) {
        return false;
      }
      int best = FIRST_CLASS;
      for (int column = FIRST_CLASS + 1; column < columns; column++) {
        if (values[column] > values[best]) {
          best = column;
        }
      }
      into.offer(box, best - FIRST_CLASS, values[OBJECTNESS] * values[best]);
    }
    return true;
  }

  @Override
  public void corners(List<ByteBuffer> outputs, int image, int box, float[] corners) {
    Numbers.read(type, outputs.get(0), (image * boxes + box) * columns, corners, OBJECTNESS);
    BoxLayout.fromCentre(corners);
  }
}
