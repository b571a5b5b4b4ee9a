package io.millrace.cli;

import io.millrace.cli.programs.JobChoice;
import io.millrace.cli.programs.Programs;
import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.stack.EmbeddedStack;
import io.millrace.cli.stack.StackEndpoints;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.verb.DataDirOption;
import io.millrace.cli.verb.JobFlags;
import io.millrace.cli.verb.Logs;
import io.millrace.cli.verb.ProcessEnd;
import io.millrace.cli.verb.StackFlags;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace up}: starts a stack and keeps it until Ctrl-C. */
@Command(
    name = "up",
    description =
        "Starts everything on this machine (Kafka, schema registry, Flink with the inference job,"
            + " registry sync, HTTP gateway) and keeps it up until Ctrl-C.",
    sortOptions = false)
final class UpCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final DataDirOption dataDir = new DataDirOption();
  @Mixin private final StackFlags flags = new StackFlags();

  @Mixin private final JobFlags job = new JobFlags();

  UpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var options = flags.options();
    JobChoice choice = job.choice();
    try (var directory = DataDirectory.open(dataDir.path())) {
      Logs.to(directory.logFile());
      console.say("Starting on %s (log: %s)".formatted(directory.root(), directory.logFile()));
      var stack = EmbeddedStack.launch(directory, options);
      return ProcessEnd.closing(
          stack::close,
          directory.logFile(),
          console,
          () -> serve(stack.awaitReady(), directory, choice));
    }
  }

  /**
   * Returns by an exception only: of a part that failed. Ctrl-C ends the process from elsewhere.
   */
  private int serve(EmbeddedStack stack, DataDirectory directory, JobChoice choice) {
    var endpoints = stack.endpoints(Programs.start(stack, directory, choice).gatewayUrl());
    stack.announce(endpoints);
    show(endpoints);
    throw stack.failure().join();
  }

  private void show(StackEndpoints endpoints) {
    console.say("The stack is up.");
    console.say("  Kafka            " + endpoints.bootstrapServers());
    console.say("  schema registry  " + endpoints.registryUrl());
    console.say("  Flink            " + endpoints.flinkUrl());
    console.say("  images by HTTP   POST " + endpoints.gatewayUrl() + "/v1/images?source=NAME");
    console.say("Stop it with Ctrl-C.");
  }
}
