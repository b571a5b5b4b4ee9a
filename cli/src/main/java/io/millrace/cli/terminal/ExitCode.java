package io.millrace.cli.terminal;

/**
 * The exit codes of the command. A process that a signal ended reports 128 + the signal instead.
 */
public final class ExitCode {
  public static final int OK = 0;

  /** The work was tried and failed. */
  public static final int FAILED = 1;

  /** Nothing was tried: a wrong option, or a machine that cannot do it (port, directory, JDK). */
  public static final int REFUSED = 2;

  private ExitCode() {}
}
