package io.millrace.schemas.serde;

/** Remembers whether anybody initialised {@link Bait}. */
final class Trap {

  private static boolean sprung;

  private Trap() {}

  static void spring() {
    sprung = true;
  }

  static boolean sprung() {
    return sprung;
  }
}
