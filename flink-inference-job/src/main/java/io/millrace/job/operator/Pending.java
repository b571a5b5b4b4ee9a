package io.millrace.job.operator;

import io.millrace.engine.host.Ticket;
import io.millrace.job.log.RawRecord;
import io.millrace.job.serving.Route;
import io.millrace.job.serving.Scorer;
import io.millrace.schemas.DeadLetterCause;
import io.millrace.schemas.serde.ImageEnvelope;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** What the operator has taken in and not yet emitted, in input order. */
sealed interface Pending {

  /** Whether it can be emitted. */
  boolean isDone();

  /** An image in the engine; its scorer changes where a canary could not score it. */
  final class Scoring implements Pending {

    private final RawRecord raw;
    private final ImageEnvelope envelope;
    private final Route route;
    private Scorer scorer;
    private Ticket ticket;
    private boolean again;

    /**
     * An image that was submitted.
     *
     * @param route under which its scorer was chosen
     */
    Scoring(RawRecord raw, ImageEnvelope envelope, Route route, Scorer scorer, Ticket ticket) {
      this.raw = raw;
      this.envelope = envelope;
      this.route = route;
      this.scorer = scorer;
      this.ticket = ticket;
    }

    RawRecord raw() {
      return raw;
    }

    ImageEnvelope envelope() {
      return envelope;
    }

    Route route() {
      return route;
    }

    Scorer scorer() {
      return scorer;
    }

    Ticket ticket() {
      return ticket;
    }

    /** Whether another version failed on it before. */
    boolean isAgain() {
      return again;
    }

    /** It was submitted for another version. */
    void again(Scorer other, Ticket submitted) {
      scorer = other;
      ticket = submitted;
      again = true;
    }

    @Override
    public boolean isDone() {
      return ticket.done();
    }
  }

  /** A record that will not be scored. */
  record Condemned(RawRecord raw, DeadLetterCause cause) implements Pending {
    @Override
    public boolean isDone() {
      return true;
    }
  }

  /** A record of a model that this job does not score; nothing comes of it. */
  record PassedOver(RawRecord raw) implements Pending {
    @Override
    public boolean isDone() {
      return true;
    }
  }

  /** A watermark that came after the records before it. */
  record Mark(Watermark watermark) implements Pending {
    @Override
    public boolean isDone() {
      return true;
    }
  }

  /** The news that the source is idle, or no longer; it does not overtake records either. */
  record Status(WatermarkStatus status) implements Pending {
    @Override
    public boolean isDone() {
      return true;
    }
  }
}
