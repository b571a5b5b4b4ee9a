package io.millrace.cli;

import io.millrace.cli.cluster.ClusterOptions;
import io.millrace.cli.cluster.ClusterStack;
import io.millrace.cli.cluster.FlinkJars;
import io.millrace.cli.cluster.FlinkOptions;
import io.millrace.cli.cluster.Keeper;
import io.millrace.cli.cluster.Member;
import io.millrace.cli.programs.ClusterPrograms;
import io.millrace.cli.programs.JobChoice;
import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.stack.FlinkSettings;
import io.millrace.cli.stack.StackEndpoints;
import io.millrace.cli.stack.StackOptions;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ProgressLine;
import io.millrace.cli.terminal.UserError;
import io.millrace.cli.verb.DataDirOption;
import io.millrace.cli.verb.JobFlags;
import io.millrace.cli.verb.Logs;
import io.millrace.cli.verb.ProcessEnd;
import io.millrace.cli.verb.StackFlags;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace cluster up}: starts the processes and keeps them up until Ctrl-C. */
@Command(
    name = "up",
    description =
        "Starts Kafka brokers, schema registry, a Flink JobManager and TaskManagers as processes of"
            + " their own, with the inference job, registry sync and HTTP gateway, and keeps them up"
            + " until Ctrl-C. A process that dies is started again.",
    sortOptions = false)
final class ClusterUpCommand implements Callable<Integer> {
  /** Brokers, registry, Flink, sync, job, gateway. */
  private static final int STEPS = 6;

  private final Console console;

  @Mixin private final DataDirOption dataDir = new DataDirOption();

  @Option(
      names = "--task-managers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Flink TaskManagers, one process each (default: ${DEFAULT-VALUE}).")
  private int taskManagers;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Task slots of each TaskManager; the job has a task for each slot (default:"
              + " ${DEFAULT-VALUE}).")
  private int slots;

  @Option(
      names = "--high-availability",
      description = "Also a ZooKeeper, so that the job survives its JobManager.")
  private boolean highAvailability;

  @Option(
      names = "--brokers",
      paramLabel = "1|3",
      defaultValue = "1",
      description =
          "Kafka brokers. With 3, every record lies on three, and one may be missing (default:"
              + " ${DEFAULT-VALUE}).")
  private int brokers;

  @Mixin private final StackFlags flags = new StackFlags();

  @Mixin private final JobFlags job = new JobFlags();

  ClusterUpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ClusterOptions options = options();
    JobChoice choice = job.choice();
    try (var directory = DataDirectory.open(dataDir.path())) {
      Logs.to(directory.logFile());
      console.say("Starting on %s (logs: %s)".formatted(directory.root(), directory.logs()));
      try (var progress = ProgressLine.of("Starting", STEPS, console)) {
        var stack = ClusterStack.launch(directory, options, part -> progress.step());
        return ProcessEnd.closing(
            stack::close,
            directory.logFile(),
            console,
            () -> serve(stack, directory, choice, progress));
      }
    }
  }

  private ClusterOptions options() {
    FlinkJars jars = FlinkJars.find();
    StackOptions stack = flags.options();
    FlinkOptions flink =
        FlinkOptions.of(jars)
            .withTaskManagers(taskManagers, slots)
            .withHighAvailability(highAvailability)
            .with(FlinkSettings.prometheus(stack.metricsPort(), taskManagers + 1));
    ClusterOptions options =
        ClusterOptions.of(jars).withPorts(stack).withBrokers(brokers).withFlink(flink);
    if (!options.problems().isEmpty()) {
      throw UserError.refused(String.join("; ", options.problems()) + ".");
    }
    return options;
  }

  /**
   * Returns by an exception only, of a part that failed. Ctrl-C ends the process from elsewhere.
   */
  private int serve(
      ClusterStack stack, DataDirectory directory, JobChoice choice, ProgressLine progress) {
    var failure = new CompletableFuture<UserError>();
    stack.awaitReady();
    stack.own("keeper", () -> Keeper.of(stack, console::say, failure::complete));
    var programs = new ClusterPrograms(stack, directory, failure::complete);
    programs.startSync();
    progress.step();
    programs.startJob(choice);
    progress.step();
    StackEndpoints endpoints = stack.announce(programs.startGateway());
    progress.step();
    progress.close();
    show(stack, endpoints);
    throw failure.join();
  }

  private void show(ClusterStack stack, StackEndpoints endpoints) {
    console.say("The cluster is up.");
    console.say("  Kafka            " + endpoints.bootstrapServers());
    console.say("  schema registry  " + endpoints.registryUrl());
    console.say("  Flink            " + endpoints.flinkUrl());
    console.say("  images by HTTP   POST " + endpoints.gatewayUrl() + "/v1/images?source=NAME");
    console.say(
        "  processes        "
            + stack.members().stream()
                .map(ClusterUpCommand::withPid)
                .collect(Collectors.joining(", ")));
    console.say("Stop it with Ctrl-C.");
  }

  private static String withPid(Member member) {
    return member.name() + " " + member.pid();
  }
}
