package io.millrace.cli.stack;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The main class of a child process: runs another main class for as long as the parent holds the
 * other end of standard input. The operating system closes that end however the parent dies, {@code
 * kill -9} included.
 *
 * <p>It has nothing but the JDK on its class path beside the program that it runs. Arguments: a
 * lock file, the main class, that class's arguments.
 */
final class Leash {
  private static final long ORDERLY_EXIT_SECONDS = 5;

  private Leash() {}

  public static void main(String[] arguments) throws Throwable {
    FileLock onlyOne = awaitPredecessor(Path.of(arguments[0]));
    var watcher = new Thread(() -> exitWithParent(onlyOne), "millrace-leash");
    watcher.setDaemon(true);
    watcher.start();
    try {
      Class.forName(arguments[1])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(arguments, 2, arguments.length));
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /**
   * The child of a killed parent may still be closing its database; two on one database is what
   * must not be.
   */
  private static FileLock awaitPredecessor(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).lock();
  }

  private static void exitWithParent(FileLock heldUntilExit) {
    try {
      while (System.in.read() >= 0) {
        // Whatever the parent writes is of no interest; only the end is.
      }
    } catch (IOException e) {
      System.err.println("The parent can no longer be heard (" + e.getMessage() + "); exiting.");
    }
    if (heldUntilExit.isValid()) {
      haltIfStuck();
      System.exit(0);
    }
  }

  private static void haltIfStuck() {
    var last = new Thread(Leash::haltLater, "millrace-leash-last-resort");
    last.setDaemon(true);
    last.start();
  }

  private static void haltLater() {
    try {
      TimeUnit.SECONDS.sleep(ORDERLY_EXIT_SECONDS);
      System.err.println(
          "The shutdown did not end within " + ORDERLY_EXIT_SECONDS + " s; halting.");
    } catch (InterruptedException e) {
      System.err.println("Interrupted while exiting; halting.");
    }
    Runtime.getRuntime().halt(3);
  }
}
