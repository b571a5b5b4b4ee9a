package io.millrace.cli.models;

import io.millrace.cli.models.CommandOptions.Request;
import io.millrace.cli.models.Follower.Patience;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.terminal.Farewell;
import io.millrace.cli.terminal.UserError;
import io.millrace.registry.client.ModelCommands;
import io.millrace.registry.client.Outcome;
import io.millrace.schemas.Endpoints;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a verb that asks for a change and shows what comes of it. */
final class ErrandOptions {

  private static final Duration ANSWER = Duration.ofMinutes(1);
  private static final Duration END = Duration.ofMinutes(2);

  @Mixin private final CommandOptions options = new CommandOptions();

  @Option(
      names = "--no-wait",
      description = "End when the command is on its way, whatever comes of it.")
  private boolean noWait;

  @Option(
      names = "--json",
      description = "One JSON document at the end: command, outcome and the event that decided.")
  private boolean json;

  /** What is asked, of which model, and for a rollout whose progress is shown. */
  record Errand(String model, @Nullable Long rollout, Request request) {

    String farewell() {
      return rollout == null
          ? "Stopped waiting; the command is carried out all the same. See: millrace models history "
              + model
          : "Stopped watching; the rollout of %s:%d goes on. Watch it: millrace models watch %s   Give it up: millrace models rollback %s"
              .formatted(model, rollout, model, model);
    }
  }

  /**
   * Asks and, unless told not to, waits.
   *
   * @return exit code
   * @throws UserError if it was refused, has failed or is not over
   */
  int carryOut(Errand errand, Console console) {
    Endpoints endpoints = options.endpoints();
    try (var commands = open(endpoints);
        var reader = new RegistryReader(endpoints)) {
      if (noWait) {
        sent(send(errand, commands, endpoints), errand, console);
        return ExitCode.OK;
      }
      Patience patience = patience(errand);
      UUID id;
      Outcome outcome;
      try (var display = display(console)) {
        var follower = new Follower(reader, errand.model(), display);
        id = send(errand, commands, endpoints);
        outcome =
            Farewell.around(
                console, errand.farewell(), () -> follower.await(id, errand.rollout(), patience));
      }
      tell(id, outcome, console);
      Answer.judge(outcome, reader.history(), patience.of(outcome));
    }
    return ExitCode.OK;
  }

  private void sent(UUID id, Errand errand, Console console) {
    console.say(
        json
            ? Answer.sent(id).toString()
            : "Asked. See what comes of it: millrace models history " + errand.model());
  }

  private Patience patience(Errand errand) {
    Duration usual = errand.rollout() == null ? END : Patience.ENDLESS;
    return new Patience(ANSWER, Objects.requireNonNullElse(options.timeout(), usual));
  }

  private Display display(Console console) {
    if (json) {
      return Display.SILENT;
    }
    return console.isTerminal() ? new LiveDisplay(console) : new LineDisplay(console);
  }

  private ModelCommands open(Endpoints endpoints) {
    return RegistryReader.asking(endpoints, () -> new ModelCommands(endpoints, options.by()));
  }

  private UUID send(Errand errand, ModelCommands commands, Endpoints endpoints) {
    return RegistryReader.asking(
        endpoints,
        () -> {
          try {
            return errand.request().send(commands, options.terms());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted; the command may still be carried out.", e);
          }
        });
  }

  private void tell(UUID id, Outcome outcome, Console console) {
    if (json) {
      console.say(Answer.json(id, outcome).toString());
    } else if (outcome instanceof Outcome.Done done) {
      console.say(Answer.text(done.event()));
    }
  }
}
