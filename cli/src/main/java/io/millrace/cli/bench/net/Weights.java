package io.millrace.cli.bench.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Seeded random weights as ONNX keeps them: float32, little-endian. */
final class Weights {

  private static final int FLOAT = 1;

  private final SplittableRandom random;

  Weights(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * A tensor of He's variance, {@code gain² · 2 / fanIn}, uniformly distributed.
   *
   * @param fanIn values that one output is the sum of
   */
  Protobuf he(String name, double gain, int fanIn, long... shape) {
    double bound = gain * Math.sqrt(6.0 / fanIn);
    byte[] bytes = room(shape);
    ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      values.putFloat((float) (bound * (2 * random.nextDouble() - 1)));
    }
    return tensor(name, bytes, shape);
  }

  /** A tensor of one value throughout. */
  static Protobuf constant(String name, float value, long... shape) {
    byte[] bytes = room(shape);
    ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      values.putFloat(value);
    }
    return tensor(name, bytes, shape);
  }

  private static byte[] room(long... shape) {
    long elements = 1;
    for (long side : shape) {
      elements = Math.multiplyExact(elements, side);
    }
    return new byte[Math.toIntExact(elements * Float.BYTES)];
  }

  private static Protobuf tensor(String name, byte[] values, long... shape) {
    Protobuf tensor = new Protobuf();
    for (long side : shape) {
      tensor.number(1, side);
    }
    return tensor.number(2, FLOAT).text(8, name).bytes(9, values);
  }
}
