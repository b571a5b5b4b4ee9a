package io.millrace.cli.cluster;

import io.millrace.cli.stack.ChildJvm;
import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One process of a cluster: a JVM that can be killed, frozen and started again.
 *
 * <pre>
 * running &lt;-> frozen      freeze, thaw (SIGSTOP, SIGCONT)
 * running | frozen -> ended   kill (SIGKILL), terminate (SIGTERM), or by itself
 * ended -> running            start
 * </pre>
 *
 * <p>It ends with this process, however this one ends; only a frozen one cannot notice that.
 * Methods may be called from any thread.
 */
public final class Member implements AutoCloseable {

  private final MemberFiles files;
  private final Recipe recipe;
  private ChildJvm child;
  private int starts = 1;
  private boolean frozen;

  /** What a member runs at its n-th start; n begins with 1. */
  @FunctionalInterface
  interface Recipe {
    Launch launch(int start);
  }

  /** A program, without what every member has. */
  record Launch(
      List<Path> classPath, String mainClass, List<String> arguments, List<String> jvmOptions) {}

  private Member(MemberFiles files, Recipe recipe, ChildJvm child) {
    this.files = files;
    this.recipe = recipe;
    this.child = child;
  }

  /** Starts the process; it may take a while until it serves. */
  static Member launch(MemberFiles files, Recipe recipe) {
    return new Member(files, recipe, child(files, recipe.launch(1), List.of()));
  }

  private static ChildJvm child(MemberFiles files, Launch launch, List<String> jvmOptions) {
    try {
      files.prepare();
      return ChildJvm.start(files.program(launch, jvmOptions));
    } catch (IOException e) {
      throw UserError.failed(
          "%s did not start: %s".formatted(files.name(), String.valueOf(e.getMessage())), e);
    }
  }

  public String name() {
    return files.name();
  }

  /** What its libraries log; a restarted process goes on in the same file. */
  public Path log() {
    return files.log();
  }

  /** What it prints, and what the virtual machine has to say. */
  public Path output() {
    return files.output();
  }

  /** Process id of the latest start. */
  public synchronized long pid() {
    return child.pid();
  }

  public synchronized boolean isAlive() {
    return child.isAlive();
  }

  /** How often it has been started: 1 at first. */
  public synchronized int starts() {
    return starts;
  }

  /** Completes with the exit code of the latest start; 137 is SIGKILL, 143 SIGTERM. */
  public synchronized CompletableFuture<Integer> ended() {
    return child.ended();
  }

  /** SIGKILL: no shutdown hook, no flush. Returns when the process is gone. */
  public synchronized void kill() {
    child.kill();
    frozen = false;
  }

  /** SIGTERM. Returns at once; {@link #awaitEnd} waits. */
  public void terminate() {
    signal("TERM");
  }

  /** SIGSTOP: it stands still, its sockets stay open. */
  public synchronized void freeze() {
    signal("STOP");
    frozen = true;
  }

  /** SIGCONT: it goes on as if nothing had been. */
  public synchronized void thaw() {
    signal("CONT");
    frozen = false;
  }

  /**
   * Any signal by its name: {@code SEGV} for a crash in native code.
   *
   * @throws IllegalStateException if the process has ended
   */
  public void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
              .redirectErrorStream(true)
              .start();
      String complaint = new String(kill.getInputStream().readAllBytes(), Charset.defaultCharset());
      if (kill.waitFor() != 0) {
        throw new IllegalStateException(
            "%s (pid %d) cannot be sent SIG%s: %s".formatted(name(), pid(), name, complaint));
      }
    } catch (IOException e) {
      throw new IllegalStateException("no signal can be sent: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a signal was sent", e);
    }
  }

  /**
   * Waits until the process has ended.
   *
   * @throws IllegalStateException if it has not in that time
   */
  public void awaitEnd(Duration atMost) {
    try {
      if (!endsWithin(atMost.toMillis())) {
        throw new IllegalStateException(
            "%s (pid %d) still runs after %s".formatted(name(), pid(), atMost));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the end of " + name(), e);
    }
  }

  /** Waits a moment; says whether the process has ended meanwhile. */
  boolean endsWithin(long millis) throws InterruptedException {
    return latest().endsWithin(millis);
  }

  private synchronized ChildJvm latest() {
    return child;
  }

  /**
   * Starts it again after its end; returns at once, before it serves.
   *
   * @param extraJvmOptions for this start only, for example {@code -Dname=value}
   */
  public synchronized void start(String... extraJvmOptions) {
    if (child.isAlive()) {
      throw new IllegalStateException(
          "%s (pid %d) runs; end it first".formatted(name(), child.pid()));
    }
    starts++;
    child = child(files, recipe.launch(starts), List.of(extraJvmOptions));
    frozen = false;
  }

  /** Begins to end it in order; {@link #close} waits for that. */
  synchronized void letGo() {
    if (frozen) {
      child.kill();
    } else {
      child.letGo();
    }
  }

  /** Ends it in order, or by force if that takes over 8 seconds. */
  @Override
  public synchronized void close() {
    letGo();
    child.close();
  }
}
