package io.millrace.cli.stack;

import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The schema registry, Apicurio, as a child process with its database in a file. It is a program of
 * its own, with its own versions of everything, which is why it is not in this process.
 */
public final class SchemaRegistryProcess implements AutoCloseable {
  /** Two seconds are usual; a machine that compiles beside it needs far more. */
  private static final Duration START_DEADLINE = Duration.ofSeconds(90);

  private static final long POLL_MILLIS = 50;
  private static final int SHOWN_LINES = 12;
  private static final String MAIN_CLASS = "io.quarkus.runner.GeneratedMain";

  private final ChildJvm child;
  private final RegistryProbe probe;

  private SchemaRegistryProcess(ChildJvm child, RegistryProbe probe) {
    this.child = child;
    this.probe = probe;
  }

  /**
   * Starts it on the schemas that the directory already holds; returns when it serves, with its
   * rule set.
   */
  public static SchemaRegistryProcess start(Path directory, Path log, int port) {
    try {
      // Vert.x unpacks into the temporary folder and a killed one leaves that behind; here it stays
      // in sight.
      Path temporary = Files.createDirectories(directory.resolve("tmp"));
      var program =
          new ChildJvm.Program(
              List.of(ApicurioHome.find().runnerJar()),
              MAIN_CLASS,
              List.of(),
              options(directory, temporary, port),
              directory.resolve("lock"),
              log);
      var registry =
          new SchemaRegistryProcess(
              ChildJvm.start(program), new RegistryProbe(PortBook.HOST, port));
      registry.awaitReady(log);
      return registry;
    } catch (IOException e) {
      throw UserError.failed(
          "the schema registry did not start on port %d: %s".formatted(port, e.getMessage()), e);
    }
  }

  private static List<String> options(Path directory, Path temporary, int port) {
    return List.of(
        "-Xmx192m",
        "-XX:+UseSerialGC",
        // A registry is asked seldom; the second compiler would cost more than it ever saves.
        "-XX:TieredStopAtLevel=1",
        "-Djava.io.tmpdir=" + temporary,
        "-Dapicurio.import.work-dir=" + temporary,
        "-Dapicurio.storage.snapshot.location=" + temporary,
        "-Dapicurio.storage.kind=sql",
        "-Dapicurio.storage.sql.kind=h2",
        "-Dapicurio.datasource.url=jdbc:h2:file:" + directory.resolve("schemas"),
        "-Dapicurio.datasource.jdbc.initial-size=2",
        "-Dapicurio.datasource.jdbc.min-size=2",
        "-Dapicurio.datasource.jdbc.max-size=10",
        "-Dquarkus.http.host=" + PortBook.HOST,
        "-Dquarkus.http.port=" + port,
        "-Dquarkus.http.access-log.enabled=false");
  }

  private void awaitReady(Path log) {
    long deadline = System.nanoTime() + START_DEADLINE.toNanos();
    try {
      while (!probe.isServing()) {
        if (child.endsWithin(POLL_MILLIS)) {
          throw failure("ended with code " + child.exitCode(), log);
        }
        if (System.nanoTime() > deadline) {
          throw failure("did not answer within " + START_DEADLINE.toSeconds() + " s", log);
        }
      }
      probe.requireCompatibility("BACKWARD_TRANSITIVE");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was interrupted while it started", log);
    } catch (IOException e) {
      throw failure("refused its compatibility rule: " + e.getMessage(), log);
    }
  }

  private UserError failure(String what, Path log) {
    child.close();
    return UserError.failed(
        "the schema registry %s. The end of %s:%n%s".formatted(what, log, lastLines(log)));
  }

  private static String lastLines(Path log) {
    try {
      // The child writes in its own encoding; Latin-1 reads any bytes.
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      return "(not readable: " + e.getMessage() + ")";
    }
  }

  /** The Confluent-compatible interface, what a {@code schema.registry.url} names. */
  public String url() {
    return probe.url();
  }

  /** The process id of the child. */
  public long pid() {
    return child.pid();
  }

  /** Completes with the exit code when the child has ended, for whatever reason. */
  public CompletableFuture<Integer> ended() {
    return child.ended();
  }

  @Override
  public void close() {
    child.close();
  }
}
