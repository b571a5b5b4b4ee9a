package io.millrace.cli.stack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java program in a process of its own that ends with this process, whatever becomes of this one
 * (see {@link Leash}).
 */
public final class ChildJvm implements AutoCloseable {
  private static final long ORDERLY_EXIT_SECONDS = 8;

  private final Process process;

  private ChildJvm(Process process) {
    this.process = process;
  }

  /**
   * What to run.
   *
   * @param classPath jars and folders of the program; a jar's manifest may name more
   * @param mainClass its main class
   * @param arguments what its main class is given
   * @param jvmOptions options of the virtual machine, system properties among them
   * @param lock a file that is locked while the program runs; a second one waits for the first
   * @param output a file that its standard output and error are appended to
   */
  public record Program(
      List<Path> classPath,
      String mainClass,
      List<String> arguments,
      List<String> jvmOptions,
      Path lock,
      Path output) {}

  public static ChildJvm start(Program program) throws IOException {
    var builder = new ProcessBuilder(commandLine(program));
    // By the environment, not by -cp: a command line of that length is more than some native
    // libraries bear.
    builder.environment().put("CLASSPATH", classPath(program));
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
    command.addAll(List.of(Leash.class.getName(), program.lock().toString(), program.mainClass()));
    command.addAll(program.arguments());
    return command;
  }

  private static String classPath(Program program) {
    return Stream.concat(program.classPath().stream(), Stream.of(ownClasses()))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The jar or folder that this class was loaded from; {@link Leash} is in it. */
  public static Path ownClasses() {
    return home(ChildJvm.class);
  }

  /** The jar or folder that a class was loaded from. */
  public static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(type + " lies at no path of the file system", e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits a moment; says whether the child has ended meanwhile. */
  public boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  public CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  public int exitCode() {
    return process.exitValue();
  }

  /** SIGKILL: nothing of the child's own runs any more. Returns when it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Lets the leash go, at which the child begins to end; {@link #close} waits for that. */
  public void letGo() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the leash go, and kills the child if that is not enough. */
  @Override
  public void close() {
    try {
      letGo();
      if (!process.waitFor(ORDERLY_EXIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (UncheckedIOException e) {
      process.destroyForcibly();
      throw e;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
