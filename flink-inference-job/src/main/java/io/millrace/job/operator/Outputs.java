package io.millrace.job.operator;

import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawHeader;
import io.millrace.job.log.RawRecord;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.DeadLetterCause;
import io.millrace.schemas.DeadLetterHeaders;
import io.millrace.schemas.serde.ImageEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Headers;

/** Makes the records that the sinks write. */
final class Outputs {

  private static final int MAX_KEY_BYTES = 64 * 1024;

  private final PredictionEncoder encoder;

  Outputs(PredictionEncoder encoder) {
    this.encoder = encoder;
  }

  /** The prediction of an image, with the headers that the image had. */
  OutputRecord prediction(Pending.Scoring scoring, Scored scored) {
    RawRecord raw = scoring.raw();
    ImageEnvelope envelope = scoring.envelope();
    return new OutputRecord(
        envelope.source().utf8(),
        encoder.encode(raw, envelope, scoring.scorer(), scored, scoring.isAgain()),
        raw.headers(),
        raw.partition(),
        raw.offset(),
        raw.timestamp());
  }

  /** That a version on trial failed on an image: no value, the cause in the headers. */
  static OutputRecord trialFailure(Pending.Scoring scoring, DeadLetterCause cause) {
    RawRecord raw = scoring.raw();
    // Without what the image brings, which could make it too large for its topic.
    Headers headers = DeadLetterHeaders.of(List.of(), cause);
    byte[] key = scoring.envelope().source().utf8();
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
