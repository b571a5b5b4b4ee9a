package io.millrace.job.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransactionBudgetTest {

  private static final TransactionBudget FITS = budget(10, 120, 240, 900);

  @Test
  void whatFitsHasNoProblem() {
    assertThat(FITS.problems()).isEmpty();
    assertThat(FITS.problems(Duration.ofMinutes(15))).isEmpty();
  }

  @Test
  void timeoutThatIsJustUsedUpIsTooShort() {
    assertThat(budget(45, 120, 240, 900).problems())
        .singleElement()
        .asString()
        .contains("--transaction-timeout is 15m", "= 15m", "--restart-budget (4m)");
  }

  @Test
  void everyFailureThatIsToleratedTakesAsLongAsTheCheckpointThatEndsIt() {
    Duration second = Duration.ofSeconds(1);
    Duration open = Duration.ofSeconds(10); // 4 x (1 s + 1 s) + 1 s = 9 s fit, 11 s do not

    assertThat(new TransactionBudget(second, second, 3, second, open).problems()).isEmpty();
    assertThat(new TransactionBudget(second, second, 4, second, open).problems())
        .singleElement()
        .asString()
        .contains("--tolerated-checkpoint-failures (4) + 1) x (", "= 11s");
  }

  @Test
  void timeoutOverTheBrokersMaximumSaysWhichNumberToChange() {
    assertThat(FITS.problems(Duration.ofSeconds(899)))
        .singleElement()
        .asString()
        .contains("at most 899s", "transaction.max.timeout.ms", "900000 or more");
  }

  private static TransactionBudget budget(long interval, long timeout, long restart, long open) {
    return new TransactionBudget(
        Duration.ofSeconds(interval),
        Duration.ofSeconds(timeout),
        3,
        Duration.ofSeconds(restart),
        Duration.ofSeconds(open));
  }
}
