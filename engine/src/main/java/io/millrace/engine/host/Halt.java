package io.millrace.engine.host;

/** Ends the process at once, where going on would only do harm. */
@FunctionalInterface
public interface Halt {

  /** Exit status of a process whose device is lost. */
  int DEVICE_LOST = 70;

  /** Exit status of a process in which native code does not come back. */
  int HANGS = 71;

  /** The real one: no shutdown hook runs, for they could wait for the device for ever. */
  Halt PROCESS = status -> Runtime.getRuntime().halt(status);

  void now(int status);
}
