package io.millrace.tests.stack;

import io.millrace.cli.Millrace;
import io.millrace.cli.stack.StackEndpoints;
import io.millrace.cli.stack.StackFile;
import io.millrace.schemas.Endpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** {@code millrace up} in a process of its own, which can be killed. */
public final class ChildStack implements Stack {

  private static final Duration START = Duration.ofMinutes(2);

  private final Process process;
  private final StackEndpoints reached;

  private ChildStack(Process process, StackEndpoints reached) {
    this.process = process;
    this.reached = reached;
  }

  /**
   * Starts it, and returns when it says that it is up.
   *
   * @param output file for what it prints
   */
  public static ChildStack up(Path root, Path output) {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            Millrace.class.getName(),
            "up",
            "--data-dir",
            root.toString());
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    try {
      Process process = builder.start();
      Awaitility.await("millrace up, see " + output)
          .atMost(START)
          .failFast("it ended, see " + output, () -> !process.isAlive())
          .until(() -> Files.exists(root.resolve("stack.json")));
      return new ChildStack(process, StackFile.find(root));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Endpoints endpoints() {
    return new Endpoints(reached.bootstrapServers(), reached.registryUrl());
  }

  @Override
  public String flinkUrl() {
    return reached.flinkUrl();
  }

  /** SIGKILL: no shutdown hook, no flush, no savepoint. Returns when the process is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
