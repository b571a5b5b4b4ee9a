package io.millrace.job.operator;

import io.millrace.engine.host.Caller;
import io.millrace.engine.host.Ticket;
import io.millrace.job.log.RawRecord;
import io.millrace.job.operator.OperatorConfig.ColdStart;
import io.millrace.job.serving.Route;
import io.millrace.job.serving.Scorer;
import io.millrace.job.serving.Serving;
import io.millrace.job.serving.Trial;
import io.millrace.schemas.DeadLetterCause;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.EnvelopeDecoder;
import io.millrace.schemas.serde.ImageEnvelope;
import io.millrace.schemas.serde.Name;
import io.millrace.schemas.serde.RegistryUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads an envelope, picks the version and hands the image to the engine. */
final class Intake {

  /** How the operator waits without losing its place: completions go on meanwhile. */
  interface Pause {
    void pause() throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final EnvelopeDecoder decoder;
  private final Serving host;
  private final Caller caller;
  private final Causes causes;
  private final OperatorConfig config;
  private final Pause pause;

  Intake(
      EnvelopeDecoder decoder,
      Serving host,
      Caller caller,
      Causes causes,
      OperatorConfig config,
      Pause pause) {
    this.decoder = decoder;
    this.host = host;
    this.caller = caller;
    this.causes = causes;
    this.config = config;
    this.pause = pause;
  }

  /** Takes one record in; waits where waiting is what its case asks for. */
  Pending take(RawRecord raw) throws InterruptedException {
    ImageEnvelope envelope;
    try {
      envelope = decode(raw);
    } catch (DecodeException e) {
      return new Pending.Condemned(raw, causes.envelope(raw, e));
    }
    Name named = envelope.model();
    String model = named == null ? config.defaultModel() : named.text();
    if (host.passesOver(model)) {
      return new Pending.PassedOver(raw);
    }
    if (envelope.uri() != null) {
      return new Pending.Condemned(
          raw,
          causes.route(
              raw,
              "URI_NOT_ALLOWED",
              "Images by reference are not fetched: " + envelope.uri(),
              model));
    }
    return submit(raw, envelope, model);
  }

  /** A registry that does not answer says nothing about the record: wait, whatever it takes. */
  private ImageEnvelope decode(RawRecord raw) throws InterruptedException {
    boolean said = false;
    while (true) {
      try {
        return decoder.decode(raw.value());
      } catch (RegistryUnavailableException e) {
        if (!said) {
          LOG.warn(
              "Images wait from partition {} offset {} on: {}",
              raw.partition(),
              raw.offset(),
              e.getMessage());
          said = true;
        }
        pause.pause();
      }
    }
  }

  private Pending submit(RawRecord raw, ImageEnvelope envelope, String model)
      throws InterruptedException {
    while (true) {
      host.throwIfFailed();
      Route route = host.route(model);
      if (route != null) {
        Trial trial = route.trial();
        Scorer scorer = trial != null && trial.takes(envelope) ? trial.scorer() : route.stable();
        Ticket ticket = submit(caller, envelope, scorer);
        if (ticket != null) {
          return new Pending.Scoring(raw, envelope, route, scorer, ticket);
        }
        // The version went away between the two lines above: there is a newer route already.
        continue;
      }
      DeadLetterCause refusal = refusal(raw, model);
      if (refusal != null) {
        return new Pending.Condemned(raw, refusal);
      }
      pause.pause();
    }
  }

  /** Null: that version is not loaded (any more). */
  static @Nullable Ticket submit(Caller caller, ImageEnvelope envelope, Scorer scorer) {
    Name mediaType = envelope.mediaType();
    return caller.submit(
        envelope.image(), mediaType == null ? null : mediaType.text(), scorer.id());
  }

  /** Hands an image to the version in service that another version could not score. */
  void again(Pending.Scoring scoring) {
    String model = scoring.scorer().id().model();
    Ticket ticket;
    Route route;
    do {
      host.throwIfFailed();
      route = host.route(model);
      if (route == null) {
        throw new IllegalStateException(model + " had a version in service and has none now.");
      }
      // Null where the version went away between the two lines: there is a newer route already.
      ticket = submit(caller, scoring.envelope(), route.stable());
    } while (ticket == null);
    scoring.again(route.stable(), ticket);
  }

  /** Why an image of a model without a version in service shall not wait, if it shall not. */
  private @Nullable DeadLetterCause refusal(RawRecord raw, String model) {
    if (!host.knows(model) && !model.equals(config.defaultModel())) {
      return causes.route(
          raw,
          "UNKNOWN_MODEL",
          "No model of the name %s has been published; publish it, then send the image again."
              .formatted(model),
          model);
    }
    if (config.coldStart() == ColdStart.DEAD_LETTER) {
      return causes.route(
          raw, "NO_VERSION", "The model %s has no version in service.".formatted(model), model);
    }
    return null;
  }
}
