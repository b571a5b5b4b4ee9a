package io.millrace.cli.terminal;

import org.jspecify.annotations.Nullable;

/**
 * A failure that the person at the terminal can understand and do something about. Its message says
 * what happened, where, and what to do; it is printed as it stands, the cause only with {@code
 * --verbose}.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private UserError(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Nothing was started or changed: an option or this machine stands in the way. */
  public static UserError refused(String message) {
    return new UserError(ExitCode.REFUSED, message, null);
  }

  public static UserError refused(String message, Throwable cause) {
    return new UserError(ExitCode.REFUSED, message, cause);
  }

  /** It was tried, and it failed. */
  public static UserError failed(String message) {
    return new UserError(ExitCode.FAILED, message, null);
  }

  public static UserError failed(String message, Throwable cause) {
    return new UserError(ExitCode.FAILED, message, cause);
  }

  public int exitCode() {
    return exitCode;
  }
}
