package io.millrace.cli.score;

import io.millrace.engine.outcome.BatchTiming;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.ModelOutput.Box;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.ModelOutput.Detections;
import io.millrace.engine.outcome.ModelOutput.Tensors;
import io.millrace.engine.outcome.Outcome.Scored;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/** A scored image as one line for people. */
final class ScoreText {

  private ScoreText() {}

  static String line(Path image, Scored scored) {
    BatchTiming timing = scored.timing();
    String flags = scored.flags().isEmpty() ? "" : "  " + scored.flags();
    return String.format(
        Locale.ROOT,
        "%s  %s  (decode %.2f ms, run %.2f ms in a batch of %d)%s",
        image,
        result(scored.output()),
        timing.decodeMicros() / 1e3,
        timing.inferenceMicros() / 1e3,
        timing.batchSize(),
        flags);
  }

  private static String result(ModelOutput output) {
    if (output instanceof Classification classification) {
      return classification.labels().stream()
          .map(label -> String.format(Locale.ROOT, "%s %.3f", label.label(), label.score()))
          .collect(Collectors.joining(", "));
    }
    if (output instanceof Detections detections) {
      return detections.boxes().stream()
          .map(ScoreText::box)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return ((Tensors) output)
        .tensors().stream()
            .map(t -> "%s %s%s".formatted(t.name(), t.datatype(), t.shape()))
            .collect(Collectors.joining(", "));
  }

  private static String box(Box box) {
    return String.format(
        Locale.ROOT,
        "%s %.3f at %.0f,%.0f size %.0fx%.0f",
        box.label(),
        box.score(),
        box.x(),
        box.y(),
        box.width(),
        box.height());
  }
}
