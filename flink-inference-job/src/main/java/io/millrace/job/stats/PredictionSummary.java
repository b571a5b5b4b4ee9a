package io.millrace.job.stats;

import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.ModelOutput;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * What a prediction says, as short as statistics need it.
 *
 * @param labels labels that were given: the best of a classification, each of a detection
 * @param scores their scores
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared never; arrays need no serializer
public record PredictionSummary(
    String source, String model, long version, String[] labels, float[] scores) {

  /**
   * Of one output, with its event time.
   *
   * @param timestamp Kafka timestamp of the image
   */
  public static StreamRecord<PredictionSummary> of(
      String source, VersionId id, ModelOutput output, long timestamp) {
    long at = EventTime.of(timestamp, System.currentTimeMillis());
    return new StreamRecord<>(of(source, id, output), at);
  }

  private static PredictionSummary of(String source, VersionId id, ModelOutput output) {
    if (output instanceof ModelOutput.Classification classification) {
      var best = classification.labels().stream().limit(1).toList();
      return of(
          source,
          id,
          best.stream().map(ModelOutput.LabelScore::label).toList(),
          best.stream().map(ModelOutput.LabelScore::score).toList());
    }
    if (output instanceof ModelOutput.Detections detections) {
      return of(
          source,
          id,
          detections.boxes().stream().map(ModelOutput.Box::label).toList(),
          detections.boxes().stream().map(ModelOutput.Box::score).toList());
    }
    return of(source, id, List.of(), List.of());
  }

  private static PredictionSummary of(
      String source, VersionId id, List<String> labels, List<Float> scores) {
    float[] values = new float[scores.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = scores.get(i);
    }
    return new PredictionSummary(
        source, id.model(), id.version(), labels.toArray(String[]::new), values);
  }
}
