package io.millrace.cli.models;

import io.millrace.cli.verb.ConnectionOptions;
import io.millrace.cli.verb.TimeSpan;
import io.millrace.registry.client.ModelCommands;
import io.millrace.registry.client.Terms;
import io.millrace.schemas.Endpoints;
import java.time.Duration;
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
