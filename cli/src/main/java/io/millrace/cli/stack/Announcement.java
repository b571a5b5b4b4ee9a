package io.millrace.cli.stack;

import io.millrace.cli.terminal.Stopped;
import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells other shells, by {@code stack.json}, where a stack is reached, as long as it is. A stack
 * that is going cannot be announced any more.
 */
public final class Announcement {

  private final Path file;
  private boolean over;

  /** Of the stack in a directory; nothing is said yet. */
  public Announcement(DataDirectory directory) {
    this.file = directory.stackFile();
  }

  /** Says it. */
  public synchronized void make(StackEndpoints endpoints) {
    requireOpen();
    try {
      StackFile.write(file, endpoints);
    } catch (IOException e) {
      throw UserError.failed("%s cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Takes it back, for good. */
  public synchronized void retract() {
    over = true;
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the stack is going. */
  public synchronized boolean isOver() {
    return over;
  }

  /**
   * Asks for a stack that is not going.
   *
   * @throws Stopped if it is
   */
  public synchronized void requireOpen() {
    if (over) {
      throw new Stopped("the stack is closing");
    }
  }
}
