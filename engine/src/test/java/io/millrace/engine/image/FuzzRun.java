package io.millrace.engine.image;

import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.outcome.Stage;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;

/**
 * Bent images through the gate, and through the decoder; fails on whatever is thrown and on what
 * takes longer than the deadline. The seed is in the message, and the input.
 */
final class FuzzRun {

  private static final long DEADLINE_NANOS = 2_000_000_000L;
  private static final int LARGEST = 1 << 20;
  private static final int WARM_UP = 20_000;

  private final long seed;
  private final Mutator mutator;
  private long passed;
  private long decoded;
  private long slowest;
  private long inputs;
  private long began = System.nanoTime();
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
      timed(
          image,
          () -> passed += gate.inspect(bytes.clear().put(image).flip()) instanceof Refusal ? 0 : 1);
    }
    return this;
  }

  /** Goes on until {@code count} images have passed the gate and reached the decoder. */
  FuzzRun decoder(long count) {
    try (Decodings decodings = new Decodings(16, 16, ColorOrder.RGB, PixelType.UINT8);
        Decodings grey = new Decodings(5, 40, ColorOrder.GREY, PixelType.FLOAT32)) {
      while (passed < count) {
        byte[] image = mutator.next();
        timed(image, () -> count((inputs % 4 == 0 ? grey : decodings).attempt(image)));
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

  private void timed(byte[] image, Runnable work) {
    long start = System.nanoTime();
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      throw new AssertionError("thrown at" + place(image), e);
    }
    long took = System.nanoTime() - start;
    if (took > DEADLINE_NANOS) {
      throw new AssertionError(took / 1_000_000 + " ms at" + place(image));
    }
    slowest = Math.max(slowest, took);
    if (++inputs == WARM_UP) {
      memory = ResidentMemory.kilobytes();
    }
  }

  private String place(byte[] image) {
    return " input "
        + inputs
        + " of seed "
        + seed
        + ": "
        + Base64.getEncoder().encodeToString(image);
  }

  /** Growth of the process since the first inputs, kilobytes. */
  long growth() {
    return memory == 0 ? 0 : ResidentMemory.kilobytes() - memory;
  }

  long passed() {
    return passed;
  }

  String figures(String what) {
    return String.format(
        Locale.ROOT,
        "%s: seed %d, %,d inputs, %,d past the gate, %,d decoded, %.1f s, slowest %.1f ms, RSS %d -> %d MB",
        what,
        seed,
        inputs,
        passed,
        decoded,
        (System.nanoTime() - began) / 1e9,
        slowest / 1e6,
        memory >> 10,
        ResidentMemory.kilobytes() >> 10);
  }
}
