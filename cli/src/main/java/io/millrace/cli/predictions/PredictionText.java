package io.millrace.cli.predictions;

import io.millrace.avro.Box;
import io.millrace.avro.Classification;
import io.millrace.avro.Detections;
import io.millrace.avro.Prediction;
import io.millrace.avro.Tensors;
import java.util.Locale;
import java.util.stream.Collectors;

/** A prediction as one line for people. */
final class PredictionText {

  private PredictionText() {}

  static String line(Prediction prediction) {
    var timing = prediction.getTiming();
    long engineMicros =
        timing.getQueueMicros()
            + timing.getDecodeMicros()
            + timing.getBatchWaitMicros()
            + timing.getInferenceMicros();
    return String.format(
        Locale.ROOT,
        "%s  %d/%d  %s:%d  %s  (%.1f ms in the engine, batch of %d)",
        prediction.getSource(),
        prediction.getOrigin().getPartition(),
        prediction.getOrigin().getOffset(),
        prediction.getModel(),
        prediction.getVersion(),
        result(prediction.getResult()),
        engineMicros / 1_000.0,
        timing.getBatchSize());
  }

  private static String result(Object result) {
    if (result instanceof Classification classification) {
      return classification.getLabels().stream()
          .map(l -> String.format(Locale.ROOT, "%s %.3f", l.getLabel(), l.getScore()))
          .collect(Collectors.joining(", "));
    }
    if (result instanceof Detections detections) {
      return detections.getBoxes().stream()
          .map(PredictionText::box)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return ((Tensors) result)
        .getTensors().stream()
            .map(t -> "%s %s%s".formatted(t.getName(), t.getDatatype(), t.getShape()))
            .collect(Collectors.joining(", "));
  }

  private static String box(Box box) {
    return String.format(
        Locale.ROOT,
        "%s %.3f at %.0f,%.0f size %.0fx%.0f",
        box.getLabel(),
        box.getScore(),
        box.getX(),
        box.getY(),
        box.getWidth(),
        box.getHeight());
  }
}
