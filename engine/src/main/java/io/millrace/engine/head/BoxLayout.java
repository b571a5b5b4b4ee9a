package io.millrace.engine.head;

import io.millrace.engine.model.DetectionSpec;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;

/** How boxes and scores lie in the outputs of a detection model. */
sealed interface BoxLayout permits YoloV8Layout, YoloV5Layout, SsdLayout {

  int classes();

  /** Finds the likely boxes of one image; false where a value is not finite. */
  boolean collect(List<ByteBuffer> outputs, int image, Candidates into);

  /** Left, top, right, bottom of one box, in the model's own units. */
  void corners(List<ByteBuffer> outputs, int image, int box, float[] corners);

  static BoxLayout of(DetectionSpec spec, List<TensorSpec> outputs) {
    return switch (spec.format()) {
      case YOLOV8 -> new YoloV8Layout(outputs.get(0));
      case YOLOV5 -> new YoloV5Layout(outputs.get(0));
      case SSD -> new SsdLayout(spec, outputs.get(0), outputs.get(1));
    };
  }

  /** Turns centre and size into corners, in place. */
  static void fromCentre(float[] box) {
    float halfWidth = box[2] / 2;
    float halfHeight = box[3] / 2;
    box[2] = box[0] + halfWidth;
    box[3] = box[1] + halfHeight;
    box[0] -= halfWidth;
    box[1] -= halfHeight;
  }
}
