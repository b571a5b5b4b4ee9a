package io.millrace.schemas.serde;

/** A class that only hostile schemas name; whoever initialises it springs the {@link Trap}. */
final class Bait {

  static {
    Trap.spring();
  }

  Bait(String text) {
    throw new IllegalStateException("Made from " + text);
  }
}
