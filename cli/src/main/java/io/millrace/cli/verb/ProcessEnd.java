package io.millrace.cli.verb;

import io.millrace.cli.stack.BrokerHalt;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.Stopped;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Sees to it that a stack is closed however its verb ends: by itself, by a failure, or because the
 * process is told to end (Ctrl-C, {@code kill}), when two lines say so and the exit code is the
 * signal's, 130 or 143.
 */
public final class ProcessEnd {
  private final Stack stack;
  private final Console console;

  /** What a verb keeps up; closing it twice, or from two threads, does no harm. */
  @FunctionalInterface
  public interface Stack extends AutoCloseable {
    @Override
    void close();
  }

  private ProcessEnd(Stack stack, Console console) {
    this.stack = stack;
    this.console = console;
  }

  /** Runs the work of a verb, then closes the stack that it works on. */
  public static <T> T closing(Stack stack, Path log, Console console, Supplier<T> work) {
    var hook = new Thread(new ProcessEnd(stack, console)::onSignal, "millrace-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    BrokerHalt.explainOn(console.err(), log);
    try (stack) {
      return work.get();
    } catch (RuntimeException e) {
      if (isEnding(hook)) {
        // What fails now fails because the process ends, libraries that want a hook of their own
        // among it; the hook says what there is to say.
        throw new Stopped("the process is ending: " + e.getMessage());
      }
      throw e;
    } finally {
      BrokerHalt.reset();
      takeBack(hook);
    }
  }

  /** Whether a signal came. Takes the hook back if not, for the work is over then. */
  private static boolean isEnding(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException alreadyEnding) {
      return true;
    }
  }

  private void onSignal() {
    console.say("Stopping ...");
    try {
      stack.close();
      console.say("Everything has stopped.");
    } catch (RuntimeException e) {
      console.complain("stopped, but not in order: " + e.getMessage());
    }
  }

  private static void takeBack(Thread hook) {
    if (isEnding(hook)) {
      waitForTheEnd(hook);
    }
  }

  /** The hook is at work and ends the process; this thread must not print its own view of that. */
  private static void waitForTheEnd(Thread hook) {
    try {
      hook.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
