package io.millrace.job.operator;

import io.millrace.avro.Box;
import io.millrace.avro.Classification;
import io.millrace.avro.CloseReason;
import io.millrace.avro.Detections;
import io.millrace.avro.LabelScore;
import io.millrace.avro.Origin;
import io.millrace.avro.Prediction;
import io.millrace.avro.Tensor;
import io.millrace.avro.Tensors;
import io.millrace.avro.Timing;
import io.millrace.engine.outcome.BatchTiming;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.job.log.RawRecord;
import io.millrace.job.serving.Scorer;
import io.millrace.schemas.serde.ImageEnvelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A prediction as a record, made of what {@link PredictionEncoder} writes one of. */
final class ReferencePrediction {

  private ReferencePrediction() {}

  static Prediction of(
      RawRecord raw, ImageEnvelope envelope, Scorer scorer, Scored scored, boolean again) {
    List<String> flags = new ArrayList<>(scored.flags());
    if (again) {
      flags.add("CANARY_FAILED");
    }
    return new Prediction(
        envelope.id(),
        envelope.source().text(),
        Instant.ofEpochMilli(envelope.capturedAt()),
        new Origin(raw.partition(), raw.offset()),
        scorer.id().model(),
        scorer.id().version(),
        scorer.digest(),
        scorer.sequence(),
        scorer.arm(),
        of(scored.output()),
        of(scored.timing()),
        scored.provider(),
        scored.precision(),
        flags);
  }

  private static Object of(ModelOutput output) {
    if (output instanceof ModelOutput.Classification classification) {
      return new Classification(
          classification.labels().stream()
              .map(label -> new LabelScore(label.index(), label.label(), label.score()))
              .toList());
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

  private static Timing of(BatchTiming timing) {
    return new Timing(
        timing.queueMicros(),
        timing.decodeMicros(),
        timing.batchWaitMicros(),
        timing.inferenceMicros(),
        timing.batchSize(),
        CloseReason.valueOf(timing.closeReason().name()));
  }
}
