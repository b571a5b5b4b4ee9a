package io.millrace.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryLimitTest {

  private static final long SECOND = 1_000_000_000L;
  private final MemoryLimit memory = new MemoryLimit(32);

  @Test
  void isHalvedWhereARunFindsNoMemoryAndNeverBelowOne() {
    memory.exhausted(32, 0);
    assertThat(memory.cap()).isEqualTo(16);
    memory.exhausted(16, 0);
    memory.exhausted(1, 0);

    assertThat(memory.cap()).isEqualTo(1);
  }

  @Test
  void isRemembered() {
    memory.exhausted(32, 0);
    memory.ran(16, 29 * SECOND);

    assertThat(memory.cap()).isEqualTo(16);
  }

  @Test
  void isTriedAgainLaterAndGrowsBackToTheMost() {
    memory.exhausted(16, 0);
    memory.ran(8, 30 * SECOND);
    assertThat(memory.cap()).isEqualTo(16);
    memory.ran(16, 31 * SECOND);
    memory.ran(16, 61 * SECOND);
    assertThat(memory.cap()).isEqualTo(32);
    memory.ran(32, 62 * SECOND);

    assertThat(memory.cap()).isEqualTo(32);
  }

  @Test
  void aTrialThatFailsIsRepeatedLessOften() {
    memory.exhausted(32, 0);
    memory.ran(16, 30 * SECOND);
    memory.exhausted(32, 30 * SECOND);
    assertThat(memory.cap()).isEqualTo(16);
    memory.ran(16, 89 * SECOND);
    assertThat(memory.cap()).isEqualTo(16);
    memory.ran(16, 90 * SECOND);

    assertThat(memory.cap()).isEqualTo(32);
  }
}
