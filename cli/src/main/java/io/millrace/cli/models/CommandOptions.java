package io.millrace.cli.models;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.cli.registry.Trail;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.UserError;
import io.millrace.cli.verb.ConnectionOptions;
import io.millrace.cli.verb.TimeSpan;
import io.millrace.registry.client.ModelCommands;
import io.millrace.registry.client.Outcome;
import io.millrace.registry.client.RegistryView;
import io.millrace.registry.client.Terms;
import io.millrace.schemas.Endpoints;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every verb that asks for something shares: on whose behalf, and how long it waits. */
final class CommandOptions {

  /** One request of an operator. */
  interface Request {
    UUID send(ModelCommands commands, Terms terms) throws InterruptedException;
  }

  private static final Duration WAIT = Duration.ofMinutes(2);

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit trail.")
  private @Nullable String reason;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who asks, for the audit trail (default: the user of this machine).")
  private @Nullable String by;

  @Option(
      names = "--expected-sequence",
      paramLabel = "N",
      description =
          "Refuse it unless the model's state has this sequence, so that two operators cannot"
              + " overrule each other unseen.")
  private @Nullable Long expectedSequence;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description =
          "How long to wait for the outcome, such as 90s or 10m (default: 2m; a rollout: until it"
              + " is over).")
  private @Nullable Duration timeout;

  /**
   * Sends a request and waits for what comes of it, saying each step.
   *
   * @throws UserError if it was refused or did not end in time
   */
  void carryOut(Request request, Console console) {
    Endpoints endpoints = endpoints();
    Duration atMost = Objects.requireNonNullElse(timeout, WAIT);
    try (var commands = new ModelCommands(endpoints, by());
        var view = new RegistryView(endpoints)) {
      UUID id = request.send(commands, terms());
      Outcome outcome = view.await(id, atMost, event -> say(event, console));
      Answer.judge(outcome, view.history(), atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("Interrupted; the command may still be carried out.", e);
    }
  }

  /** A refusal is said once, at the end. */
  private static void say(ModelEvent event, Console console) {
    if (event.getKind() != EventKind.REFUSED) {
      console.say("  " + Trail.line(event));
    }
  }

  Endpoints endpoints() {
    return connection.endpoints();
  }

  Terms terms() {
    return new Terms(reason, expectedSequence);
  }

  String by() {
    return by == null ? System.getProperty("user.name", "unknown") : by;
  }

  @Nullable Duration timeout() {
    return timeout;
  }
}
