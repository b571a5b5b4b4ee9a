package io.millrace.job.operator;

import io.millrace.avro.Box;
import io.millrace.avro.Classification;
import io.millrace.avro.CloseReason;
import io.millrace.avro.Detections;
import io.millrace.avro.LabelScore;
import io.millrace.avro.Tensor;
import io.millrace.avro.Tensors;
import io.millrace.avro.Timing;
import io.millrace.engine.outcome.BatchTiming;
import io.millrace.engine.outcome.ModelOutput;
import java.util.ArrayList;
import java.util.List;

/** The engine's results in the words of the contract. */
final class Results {

  private Results() {}

  static Object of(ModelOutput output) {
    if (output instanceof ModelOutput.Classification classification) {
      return new Classification(labels(classification.labels()));
    }
    if (output instanceof ModelOutput.Detections detections) {
      return new Detections(
          detections.boxes().stream()
              .map(
                  box ->
                      new Box(
                          box.x(),
                          box.y(),
                          box.width(),
                          box.height(),
                          box.index(),
                          box.label(),
                          box.score()))
              .toList());
    }
    if (output instanceof ModelOutput.Tensors tensors) {
      return new Tensors(
          tensors.tensors().stream()
              .map(t -> new Tensor(t.name(), t.shape(), t.datatype(), t.data()))
              .toList());
    }
    throw new AssertionError("ModelOutput is sealed: " + output);
  }

  /** Without a stream, which would cost every image more than the list does. */
  private static List<LabelScore> labels(List<ModelOutput.LabelScore> scored) {
    List<LabelScore> labels = new ArrayList<>(scored.size());
    for (ModelOutput.LabelScore label : scored) {
      labels.add(new LabelScore(label.index(), label.label(), label.score()));
    }
    return labels;
  }

  static Timing of(BatchTiming timing) {
    return new Timing(
        timing.queueMicros(),
        timing.decodeMicros(),
        timing.batchWaitMicros(),
        timing.inferenceMicros(),
        timing.batchSize(),
        CloseReason.valueOf(timing.closeReason().name()));
  }
}
