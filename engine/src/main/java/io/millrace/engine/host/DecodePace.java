package io.millrace.engine.host;

/**
 * How many images a worker takes in one go. Small ones together, so that the turn through the
 * dispatcher's lock costs each of them little; large ones one by one, so that all workers decode.
 * Decoding takes time by the byte, more or less, and the bytes are known before.
 */
final class DecodePace {

  private static final double IN_ONE_GO_NANOS = 200_000;
  private static final double WEIGHT = 1.0 / 16;

  private double nanosPerByte;

  /** Images were decoded, so many bytes in so long. */
  void took(long nanos, long bytes) {
    if (bytes > 0) {
      double seen = (double) nanos / (double) bytes;
      nanosPerByte += (nanosPerByte == 0 ? 1 : WEIGHT) * (seen - nanosPerByte);
    }
  }

  /** Encoded bytes to take in one go; 0, which is one image, before anything was decoded. */
  double bytesInOneGo() {
    return nanosPerByte == 0 ? 0 : IN_ONE_GO_NANOS / nanosPerByte;
  }
}
