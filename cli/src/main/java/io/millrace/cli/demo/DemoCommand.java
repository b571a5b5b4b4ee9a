package io.millrace.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.demo.Demo.Result;
import io.millrace.cli.programs.JobChoice;
import io.millrace.cli.programs.Programs;
import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.stack.EmbeddedStack;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ExitCode;
import io.millrace.cli.terminal.UserError;
import io.millrace.cli.verb.DataDirOption;
import io.millrace.cli.verb.Logs;
import io.millrace.cli.verb.ProcessEnd;
import io.millrace.cli.verb.StackFlags;
import io.millrace.schemas.Endpoints;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace demo}: everything on one machine, and an account at the end. */
@Command(
    name = "demo",
    description =
        "Starts everything, streams sample images, rolls a second version out half-way, and ends"
            + " with one line of JSON. The exit code is 0 only if nothing was lost, repeated or out"
            + " of order.",
    sortOptions = false)
public final class DemoCommand implements Callable<Integer> {

  private static final String MODEL = "fashion-mnist";
  private static final int FEWEST = 20;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Images to publish, a few broken ones among them (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "100",
      description = "Images per second; 0: as fast as possible (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Keep everything in this folder. Default: target/demo, emptied first.")
  private @Nullable Path dataDir;

  @Option(names = "--keep", description = "Stay up afterwards, until Ctrl-C.")
  private boolean keep;

  @Mixin private final StackFlags flags = new StackFlags();

  private final Console console;

  /**
   * The verb.
   *
   * @param console where the view and the closing line go
   */
  public DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    check();
    Path home = Path.of(System.getProperty("millrace.home", "."));
    Path root = dataDir == null ? DataDirOption.demo() : dataDir;
    Result result;
    try (var directory = DataDirectory.open(root)) {
      if (dataDir == null) {
        directory.empty();
      }
      Logs.to(directory.logFile());
      console.say("Starting on %s (log: %s)".formatted(directory.root(), directory.logFile()));
      var options = flags.options();
      var stack = EmbeddedStack.launch(directory, options);
      result =
          ProcessEnd.closing(
              stack::close,
              directory.logFile(),
              console,
              () -> run(stack.awaitReady(), directory, home.resolve("models").resolve(MODEL)));
    }
    if (!keep) {
      close(result);
    }
    return result.figures().isClean() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void check() {
    if (images < FEWEST) {
      throw UserError.refused(
          "--images must be %d or more and is %d; both versions shall be seen."
              .formatted(FEWEST, images));
    }
    if (rate < 0 || Double.isNaN(rate)) {
      throw UserError.refused("--rate must be 0 or more and is " + rate + ".");
    }
  }

  private Result run(EmbeddedStack stack, DataDirectory directory, Path model) {
    Programs programs = Programs.start(stack, directory, JobChoice.of(MODEL));
    var reached = stack.endpoints(programs.gatewayUrl());
    stack.announce(reached);
    console.say("Everything is up; Flink's web interface is at " + reached.flinkUrl());
    var endpoints = new Endpoints(reached.bootstrapServers(), reached.registryUrl());
    Result result = new Demo(endpoints, model, images, rate, console).run(programs::isServing);
    if (keep) {
      close(result);
      console.say("The stack stays up. Stop it with Ctrl-C.");
      throw stack.failure().join();
    }
    console.say("Shutting down ...");
    return result;
  }

  private void close(Result result) {
    try {
      var report = result.figures().report(result.swapGapMillis());
      console.say(new ObjectMapper().writeValueAsString(report));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
