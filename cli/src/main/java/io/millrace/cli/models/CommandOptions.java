package io.millrace.cli.models;

import io.millrace.avro.ModelEvent;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.UserError;
import io.millrace.cli.verb.ConnectionOptions;
import io.millrace.registry.client.ModelCommands;
import io.millrace.registry.client.Outcome;
import io.millrace.registry.client.RegistryView;
import io.millrace.registry.client.Terms;
import io.millrace.schemas.Endpoints;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every verb that asks for something shares: how it asks and how it waits for the answer. */
final class CommandOptions {

  /** One request of an operator. */
  interface Request {
    UUID send(ModelCommands commands, Terms terms) throws InterruptedException;
  }

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit trail.")
  private @Nullable String reason;

  @Option(
      names = "--expected-sequence",
      paramLabel = "N",
      description =
          "Refuse it unless the model's state has this sequence, so that two operators cannot"
              + " overrule each other unseen.")
  private @Nullable Long expectedSequence;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long to wait for the outcome (default: ${DEFAULT-VALUE}).")
  private long timeoutSeconds;

  /**
   * Sends a request and waits for what comes of it, saying each step.
   *
   * @throws UserError if it was refused or did not end in time
   */
  void carryOut(Request request, Console console) {
    Endpoints endpoints = connection.endpoints();
    try (var commands = new ModelCommands(endpoints, System.getProperty("user.name", "unknown"));
        var view = new RegistryView(endpoints)) {
      UUID id = request.send(commands, new Terms(reason, expectedSequence));
      Outcome outcome =
          view.await(
              id, Duration.ofSeconds(timeoutSeconds), event -> console.say("  " + line(event)));
      judge(outcome);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("Interrupted; the command may still be carried out.", e);
    }
  }

  private static String line(ModelEvent event) {
    return "%s %s %s: %s"
        .formatted(
            event.getAt().toString().substring(11, 19),
            event.getModel() + (event.getVersion() == null ? "" : ":" + event.getVersion()),
            event.getKind(),
            event.getReason());
  }

  private void judge(Outcome outcome) {
    if (outcome instanceof Outcome.NotDone refused) {
      throw UserError.failed(refused.event().getReason());
    }
    if (outcome instanceof Outcome.Pending pending) {
      throw UserError.failed(
          pending.last() == null
              ? "model-registry-sync has not answered within %d s; is it running?"
                  .formatted(timeoutSeconds)
              : "not finished within %d s; it goes on. See: millrace models list"
                  .formatted(timeoutSeconds));
    }
  }
}
