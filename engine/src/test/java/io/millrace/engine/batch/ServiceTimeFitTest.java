package io.millrace.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ServiceTimeFitTest {

  private final ServiceTimeFit fit = new ServiceTimeFit(32);

  @Test
  void findsTheLineBehindNoisyRuns() {
    Random random = new Random(1);
    for (int run = 0; run < 500; run++) {
      int b = 1 << random.nextInt(6);
      fit.add(b, (long) ((100_000 + 20_000.0 * b) * (1 + 0.05 * random.nextGaussian())));
    }

    assertThat(fit.alpha()).isCloseTo(20_000, within(1_500.0));
    assertThat(fit.tau0()).isCloseTo(100_000, within(10_000.0));
    assertThat(fit.margin()).isBetween(1_000.0, 150_000.0);
  }

  @Test
  void firstTwoRunsOfASizeAreIgnored() {
    fit.add(4, 900);
    fit.add(4, 800);
    assertThat(fit.known()).isFalse();

    fit.add(4, 100);
    assertThat(fit.predict(4)).isEqualTo(100);
  }

  @Test
  void aRunAboveThreeTimesThePredictionIsDropped() {
    warm(4, 100);
    fit.add(4, 100_000);

    assertThat(fit.predict(4)).isCloseTo(100, within(1e-6));
  }

  @Test
  void eightOutliersInARowAreNews() {
    warm(4, 100);
    for (int run = 0; run < 8; run++) {
      fit.add(4, 1_000);
    }

    assertThat(fit.predict(4)).isCloseTo(1_000, within(1e-6));
  }

  @Test
  void neitherUnknownIsNegative() {
    warm(1, 100);
    warm(32, 90);
    assertThat(fit.alpha()).isNotNegative();

    ServiceTimeFit steep = new ServiceTimeFit(32);
    for (int run = 0; run < 5; run++) {
      steep.add(1, 10);
      steep.add(32, 1_000);
    }
    assertThat(steep.tau0()).isNotNegative();
  }

  @Test
  void oneSizeAloneKeepsAlphaAsItWas() {
    for (int run = 0; run < 20; run++) {
      fit.add(1, 120);
      fit.add(8, 260);
    }
    double alpha = fit.alpha();
    for (int run = 0; run < 1_000; run++) {
      fit.add(8, 280);
    }

    assertThat(fit.alpha()).isCloseTo(alpha, within(3.0));
    assertThat(fit.predict(8)).isCloseTo(280, within(1.0));
  }

  @Test
  void aRareRunOfAnotherSizeDoesNotBendTheLine() {
    for (int b = 1; b <= 32; b *= 2) {
      for (int run = 0; run < 10; run++) {
        fit.add(b, 50_000 + 15_000L * b);
      }
    }
    for (int round = 0; round < 20; round++) {
      for (int run = 0; run < 200; run++) {
        fit.add(32, 530_000);
      }
      fit.add(16, round % 2 == 0 ? 230_000 : 400_000); // the last of a run, alone on the machine
    }

    assertThat(fit.predict(32)).isCloseTo(530_000, within(15_000.0));
    assertThat(fit.tau0()).isBetween(25_000.0, 100_000.0);
  }

  private void warm(int b, long nanos) {
    for (int run = 0; run < 5; run++) {
      fit.add(b, nanos);
    }
  }
}
