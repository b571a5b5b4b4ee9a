package io.millrace.job.operator;

import io.millrace.avro.ImageEvent;
import io.millrace.avro.Origin;
import io.millrace.avro.Prediction;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.OutputSchema;
import io.millrace.job.log.RawHeader;
import io.millrace.job.log.RawRecord;
import io.millrace.job.serving.Scorer;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.DeadLetterCause;
import io.millrace.schemas.DeadLetterHeaders;
import io.millrace.schemas.serde.AvroEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;

/** Makes the records that the sinks write. */
final class Outputs {

  private static final int MAX_KEY_BYTES = 64 * 1024;

  /** Flag of a prediction: a version on trial was to score the image first, and failed. */
  private static final String CANARY_FAILED = "CANARY_FAILED";

  private final AvroEncoder<Prediction> encoder;

  Outputs(AvroEncoder<Prediction> encoder) {
    this.encoder = encoder;
  }

  /** Has the registry know the schema of predictions; waits for one that does not answer. */
  void awaitSchema() throws InterruptedException {
    OutputSchema.await(encoder);
  }

  /** The prediction of an image, with the headers that the image had. */
  OutputRecord prediction(Pending.Scoring scoring, Scored scored) {
    RawRecord raw = scoring.raw();
    ImageEvent event = scoring.event();
    Scorer scorer = scoring.scorer();
    // Not by the builder: it looks at every field again, which every image would pay for.
    Prediction prediction =
        new Prediction(
            event.getId(),
            event.getSource(),
            event.getCapturedAt(),
            new Origin(raw.partition(), raw.offset()),
            scorer.id().model(),
            scorer.id().version(),
            scorer.digest(),
            scorer.sequence(),
            scorer.arm(),
            Results.of(scored.output()),
            Results.of(scored.timing()),
            scored.provider(),
            scored.precision(),
            flags(scoring, scored));
    return new OutputRecord(
        event.getSource().getBytes(StandardCharsets.UTF_8),
        encoder.encode(prediction),
        raw.headers(),
        raw.partition(),
        raw.offset(),
        raw.timestamp());
  }

  private static List<String> flags(Pending.Scoring scoring, Scored scored) {
    if (!scoring.isAgain()) {
      return List.copyOf(scored.flags());
    }
    return Stream.concat(scored.flags().stream(), Stream.of(CANARY_FAILED)).toList();
  }

  /** That a version on trial failed on an image: no value, the cause in the headers. */
  static OutputRecord trialFailure(Pending.Scoring scoring, DeadLetterCause cause) {
    RawRecord raw = scoring.raw();
    // Without what the image brings, which could make it too large for its topic.
    Headers headers = DeadLetterHeaders.of(List.of(), cause);
    byte[] key = scoring.event().getSource().getBytes(StandardCharsets.UTF_8);
    headers.add(DeadLetter.ARM, scoring.scorer().arm().name().getBytes(StandardCharsets.UTF_8));
    return new OutputRecord(
        key.length <= MAX_KEY_BYTES ? key : null,
        null,
        RawHeader.of(headers.toArray()),
        raw.partition(),
        raw.offset(),
        raw.timestamp());
  }
}
