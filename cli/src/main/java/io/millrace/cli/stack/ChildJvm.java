package io.millrace.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A Java program in a process of its own that ends with this process, whatever becomes of this one
 * (see {@link Leash}).
 */
final class ChildJvm implements AutoCloseable {
  private static final long ORDERLY_EXIT_SECONDS = 8;

  private final Process process;

  private ChildJvm(Process process) {
    this.process = process;
  }

  /**
   * What to run.
   *
   * @param jar the program, whose manifest names the rest of its class path
   * @param mainClass its main class
   * @param jvmOptions options of the virtual machine, system properties among them
   * @param lock a file that is locked while the program runs; a second one waits for the first
   * @param output a file that its standard output and error are appended to
   */
  record Program(Path jar, String mainClass, List<String> jvmOptions, Path lock, Path output) {}

  static ChildJvm start(Program program) throws IOException {
    var builder = new ProcessBuilder(commandLine(program));
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(program.output().toFile()));
    return new ChildJvm(builder.start());
  }

  private static List<String> commandLine(Program program) {
    var command = new ArrayList<String>();
    // A Ctrl-C reaches every process of the terminal; the child ignores it, so that the parent
    // keeps the order of the end.
    command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\""));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(program.jvmOptions());
    command.addAll(
        List.of("-cp", ownClasses() + System.getProperty("path.separator") + program.jar()));
    command.addAll(List.of(Leash.class.getName(), program.lock().toString(), program.mainClass()));
    return command;
  }

  /** The jar or folder that this class was loaded from; {@link Leash} is in it. */
  static Path ownClasses() {
    try {
      return Path.of(ChildJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(
          "the classes of the command lie at no path of the file system", e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits a moment; says whether the child has ended meanwhile. */
  boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  int exitCode() {
    return process.exitValue();
  }

  /** Lets the leash go, and kills the child if that is not enough. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(ORDERLY_EXIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      process.destroyForcibly();
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
