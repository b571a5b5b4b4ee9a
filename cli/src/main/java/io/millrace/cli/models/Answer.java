package io.millrace.cli.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.avro.ModelEvent;
import io.millrace.cli.registry.AvroJson;
import io.millrace.cli.terminal.UserError;
import io.millrace.cli.trial.Share;
import io.millrace.cli.verb.TimeSpan;
import io.millrace.registry.client.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What came of a command, as the operator is told. */
final class Answer {

  private Answer() {}

  /** What is true now that it is done, and what may come next. */
  static String text(ModelEvent done) {
    String model = done.getModel();
    Long version = done.getVersion();
    return switch (done.getKind()) {
      case STABLE -> "%s:%d is in service.".formatted(model, version);
      case CANARY, SHADOW -> trial(done);
      case RETIRED -> "%s:%d is retired.".formatted(model, version);
      case ROLLED_BACK -> "%s:%d is rolled back.".formatted(model, version);
      case PUBLISHED ->
          "%s:%d is published. Put it in service: millrace models rollout %1$s %2$d"
              .formatted(model, version);
      case REJECTED, STAGING, REFUSED, UNKNOWN -> done.getReason();
    };
  }

  private static String trial(ModelEvent done) {
    String permille = done.getEvidence().getOrDefault("permille", "");
    return "%s:%d is a %s with %s of the images.%nPromote it: millrace models promote %1$s %2$d   Give it up: millrace models rollback %1$s"
        .formatted(
            done.getModel(),
            done.getVersion(),
            done.getKind().name().toLowerCase(Locale.ROOT),
            permille.isEmpty() ? "a share" : Share.text(Integer.parseInt(permille)));
  }

  /**
   * Lets what is done pass.
   *
   * @param history what was decided so far
   * @param waited how long nothing more was heard, where nothing final was
   * @throws UserError if it was refused, has failed or is not over
   */
  static void judge(Outcome outcome, List<ModelEvent> history, Duration waited) {
    if (outcome instanceof Outcome.NotDone notDone) {
      throw UserError.failed(Advice.reasonWithAdvice(notDone.event(), history));
    }
    if (outcome instanceof Outcome.Pending pending) {
      ModelEvent last = pending.last();
      throw UserError.failed(
          last == null
              ? "model-registry-sync has not answered within %s; is it running? It will carry the command out when it does."
                  .formatted(TimeSpan.text(waited))
              : "not over within %s; it goes on. Watch it: millrace models watch %s"
                  .formatted(TimeSpan.text(waited), last.getModel()));
    }
  }

  /** The same for programs. */
  static ObjectNode json(UUID command, Outcome outcome) {
    if (outcome instanceof Outcome.Done done) {
      return json(command, "DONE").set("event", AvroJson.of(done.event()));
    }
    if (outcome instanceof Outcome.NotDone notDone) {
      return json(command, notDone.event().getKind().name())
          .set("event", AvroJson.of(notDone.event()));
    }
    ModelEvent last = ((Outcome.Pending) outcome).last();
    ObjectNode pending = json(command, "PENDING");
    return last == null ? pending.putNull("event") : pending.set("event", AvroJson.of(last));
  }

  /** A command that nobody waits for. */
  static ObjectNode sent(UUID command) {
    return json(command, "SENT").putNull("event");
  }

  private static ObjectNode json(UUID command, String outcome) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("command", command.toString())
        .put("outcome", outcome);
  }
}
