package io.millrace.job.operator;

import io.millrace.avro.Arm;
import io.millrace.avro.ImageEvent;
import io.millrace.avro.Origin;
import io.millrace.avro.Prediction;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.OutputSchema;
import io.millrace.job.log.RawRecord;
import io.millrace.job.serving.Route;
import io.millrace.schemas.serde.AvroEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes the records that the sinks write. */
final class Outputs {

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
    Route route = scoring.route();
    Prediction prediction =
        Prediction.newBuilder()
            .setImageId(event.getId())
            .setSource(event.getSource())
            .setCapturedAt(event.getCapturedAt())
            .setOrigin(new Origin(raw.partition(), raw.offset()))
            .setModel(route.id().model())
            .setVersion(route.id().version())
            .setDigest(route.digest())
            .setSequence(route.sequence())
            .setArm(Arm.STABLE)
            .setResult(Results.of(scored.output()))
            .setTiming(Results.of(scored.timing()))
            .setProvider(scored.provider())
            .setPrecision(scored.precision())
            .setFlags(List.copyOf(scored.flags()))
            .build();
    return new OutputRecord(
        event.getSource().getBytes(StandardCharsets.UTF_8),
        encoder.encode(prediction),
        raw.headers(),
        raw.partition(),
        raw.offset(),
        raw.timestamp());
  }
}
