package io.millrace.engine.image;

import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.outcome.Stage;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Bent images through the gate, and through the decoder; fails on whatever is thrown and on what
 * takes longer than the deadline. The seed is in the message, and the input.
 */
final class FuzzRun {

  private static final long DEADLINE_NANOS = 2_000_000_000L;
  private static final int LARGEST = 1 << 20;
  private static final int WARM_UP = 250_000;

  private final long seed;
  private final Mutator mutator;
  private long passed;
  private long decoded;
  private long slowest;
  private long slowestInput;
  private long inputs;
  private final long began = System.nanoTime();
  private long memory;

  FuzzRun(long seed) {
    this.seed = seed;
    this.mutator = new Mutator(FuzzCorpus.images(), seed);
  }

  FuzzRun gate(long count) {
    ImageGate gate = new ImageGate(ImageLimits.defaults());
    ByteBuffer bytes = ByteBuffer.allocateDirect(LARGEST);
    while (inputs < count) {
      byte[] image = mutator.next();
      Inspection inspection = timed(image, () -> gate.inspect(bytes.clear().put(image).flip()));
      passed += inspection instanceof Refusal ? 0 : 1;
    }
    return this;
  }

  /** Goes on until {@code count} images have passed the gate and reached the decoder. */
  FuzzRun decoder(long count) {
    try (Decodings decodings = new Decodings(16, 16, ColorOrder.RGB, PixelType.UINT8);
        Decodings grey = new Decodings(5, 40, ColorOrder.GREY, PixelType.FLOAT32)) {
      while (passed < count) {
        byte[] image = mutator.next();
        Decodings either = inputs % 4 == 0 ? grey : decodings;
        count(timed(image, () -> either.attempt(image)));
      }
    }
    return this;
  }

  private void count(Decoding decoding) {
    if (decoding instanceof Decoded) {
      decoded++;
    }
    if (!(decoding instanceof Refusal refusal && refusal.stage() == Stage.GATE)) {
      passed++;
    }
  }

  /** What took long is tried once more: the machine has other work too. */
  private <T> T timed(byte[] image, Supplier<T> work) {
    long start = System.nanoTime();
    T result;
    try {
      result = work.get();
    } catch (RuntimeException | Error e) {
      throw new AssertionError("thrown at" + place(image), e);
    }
    long took = System.nanoTime() - start;
    if (took > slowest) {
      long again = System.nanoTime();
      T repeated = work.get();
      if (!result.getClass().equals(repeated.getClass())) {
        throw new AssertionError("another answer the second time at" + place(image));
      }
      took = Math.min(took, System.nanoTime() - again);
    }
    if (took > DEADLINE_NANOS) {
      throw new AssertionError(took / 1_000_000 + " ms at" + place(image));
    }
    if (took > slowest) {
      slowest = took;
      slowestInput = inputs;
    }
    if (++inputs == WARM_UP) {
      memory = ResidentMemory.kilobytes();
    }
    return result;
  }

  private String place(byte[] image) {
    return " input "
        + inputs
        + " of seed "
        + seed
        + ": "
        + Base64.getEncoder().encodeToString(image);
  }

  /** Growth of the process since its heap has settled, kilobytes. */
  long growth() {
    return memory == 0 ? 0 : ResidentMemory.kilobytes() - memory;
  }

  long passed() {
    return passed;
  }

  String figures(String what) {
    return String.format(
        Locale.ROOT,
        "%s: seed %d, %,d inputs, %,d past the gate, %,d decoded, %.1f s, slowest %.1f ms (input %d), RSS %d -> %d MB",
        what,
        seed,
        inputs,
        passed,
        decoded,
        (System.nanoTime() - began) / 1e9,
        slowest / 1e6,
        slowestInput,
        memory >> 10,
        ResidentMemory.kilobytes() >> 10);
  }
}
