package io.millrace.job.serving;

/** The model host of this process cannot go on; the task fails and is started again. */
public final class HostFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  HostFailedException(Throwable cause) {
    super("The model host cannot go on: " + cause.getMessage(), cause);
  }
}
