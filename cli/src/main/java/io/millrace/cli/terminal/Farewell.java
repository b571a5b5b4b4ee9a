package io.millrace.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What is said where the process is told to end (Ctrl-C, {@code kill}) while a verb waits for
 * something that goes on elsewhere. The exit code is the signal's then, 130 or 143.
 */
public final class Farewell {

  private static final long PATIENCE_SECONDS = 5;

  private final Console console;
  private final String words;
  private final Thread worker = Thread.currentThread();
  private final CountDownLatch silent = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onSignal, "millrace-farewell");

  private Farewell(Console console, String words) {
    this.console = console;
    this.words = words;
  }

  /**
   * Does the work. If a signal comes meanwhile, the work is interrupted, and the words are the last
   * ones, on standard error.
   *
   * @throws Stopped if a signal came
   */
  public static <T> T around(Console console, String words, Supplier<T> work) {
    return new Farewell(console, words).around(work);
  }

  private <T> T around(Supplier<T> work) {
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      T result = work.get();
      endIfSignalled();
      return result;
    } catch (RuntimeException e) {
      endIfSignalled();
      throw e;
    }
  }

  private void endIfSignalled() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      var unused = Thread.interrupted(); // it has done its work; what is open can be closed
      silent.countDown();
      throw new Stopped("the process is ending");
    }
  }

  private void onSignal() {
    worker.interrupt();
    try {
      var unused = silent.await(PATIENCE_SECONDS, TimeUnit.SECONDS); // the words are due anyway
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    console.err().println(words);
  }
}
