package io.millrace.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A few seconds of fuzzing; {@link ImageFuzzLong} is the same for long. See docs/fuzzing.md. */
class ImageFuzzTest {

  @Test
  void bentImagesNeitherThrowNorHangAtTheGate() {
    FuzzRun run = new FuzzRun(1).gate(150_000);
    assertThat(run.passed()).isPositive();
  }

  @Test
  void bentImagesNeitherThrowNorHangInTheDecoder() {
    FuzzRun run = new FuzzRun(2).decoder(8_000);
    assertThat(run.passed()).isEqualTo(8_000);
  }
}
