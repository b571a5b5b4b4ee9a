package io.millrace.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.batch.Buckets.Rounding;
import org.junit.jupiter.api.Test;

class BucketsTest {

  @Test
  void sizesArePowersOfTwoAndTheMaximum() {
    assertThat(new Buckets(32, Rounding.POWER_OF_TWO).sizes()).containsExactly(1, 2, 4, 8, 16, 32);
    assertThat(new Buckets(24, Rounding.EXACT).sizes()).containsExactly(1, 2, 4, 8, 16, 24);
    assertThat(new Buckets(1, Rounding.EXACT).sizes()).containsExactly(1);
    assertThat(new Buckets(2, Rounding.EXACT).sizes()).containsExactly(1, 2);
    assertThat(new Buckets(8, Rounding.ALWAYS_MAX).sizes()).containsExactly(8);
  }

  @Test
  void aBatchRunsInTheSmallestBucketThatHoldsIt() {
    Buckets buckets = new Buckets(24, Rounding.POWER_OF_TWO);

    assertThat(buckets.holding(1)).isEqualTo(1);
    assertThat(buckets.holding(3)).isEqualTo(4);
    assertThat(buckets.holding(16)).isEqualTo(16);
    assertThat(buckets.holding(17)).isEqualTo(24);
    assertThat(new Buckets(24, Rounding.EXACT).holding(17)).isEqualTo(17);
    assertThat(new Buckets(8, Rounding.ALWAYS_MAX).holding(1)).isEqualTo(8);
    assertThatThrownBy(() -> buckets.holding(25)).isInstanceOf(IllegalArgumentException.class);
  }
}
