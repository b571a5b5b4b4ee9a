package io.millrace.cli.terminal;

/**
 * Work was called off because the process is ending; whoever ended it knows, so nothing is printed.
 */
public final class Stopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Stopped(String message) {
    super(message);
  }
}
