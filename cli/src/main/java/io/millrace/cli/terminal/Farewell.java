package io.millrace.cli.terminal;

import java.util.function.Supplier;

/**
 * What is said where the process is told to end (Ctrl-C, {@code kill}) while a verb waits for
 * something that goes on elsewhere. The exit code is the signal's then, 130 or 143.
 */
public final class Farewell {

  private Farewell() {}

  /** Does the work; the words are said on standard error if a signal comes meanwhile. */
  public static <T> T around(Console console, String words, Supplier<T> work) {
    var hook = new Thread(() -> console.err().println(words), "millrace-farewell");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.get();
    } finally {
      takeBack(hook);
    }
  }

  private static void takeBack(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      waitForTheEnd(hook); // so that the last words are the last
    }
  }

  private static void waitForTheEnd(Thread hook) {
    try {
      hook.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
