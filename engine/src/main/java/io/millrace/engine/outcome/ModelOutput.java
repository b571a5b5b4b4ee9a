package io.millrace.engine.outcome;

import java.nio.ByteBuffer;
import java.util.List;

/** What the model says about one image, by its kind. */
public sealed interface ModelOutput {

  /**
   * Labels with scores.
   *
   * @param labels the top k, best first
   */
  record Classification(List<LabelScore> labels) implements ModelOutput {
    public Classification {
      labels = List.copyOf(labels);
    }
  }

  /**
   * Objects found.
   *
   * @param boxes best first
   */
  record Detections(List<Box> boxes) implements ModelOutput {
    public Detections {
      boxes = List.copyOf(boxes);
    }
  }

  /** Outputs as they are, embeddings among them. */
  record Tensors(List<NamedTensor> tensors) implements ModelOutput {
    public Tensors {
      tensors = List.copyOf(tensors);
    }
  }

  /**
   * One label with its score.
   *
   * @param index position in the model's output
   * @param label name of the class, or the index as text
   * @param score after the activation; with softmax a probability
   */
  record LabelScore(int index, String label, float score) {}

  /**
   * One object, in pixels of the original image as it is stored, before any EXIF orientation: the
   * pixels that a decoder finds in the file. Cut at the image's edges.
   */
  record Box(float x, float y, float width, float height, int index, String label, float score) {}

  /**
   * One output of one image.
   *
   * @param shape without the batch axis
   * @param datatype as in the Open Inference Protocol: FP32, FP16, UINT8, INT64 …
   * @param data row-major, little-endian, read-only
   */
  record NamedTensor(String name, List<Long> shape, String datatype, ByteBuffer data) {
    public NamedTensor {
      shape = List.copyOf(shape);
    }
  }
}
