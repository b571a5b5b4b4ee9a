package io.millrace.job.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransactionBudgetTest {

  private static final TransactionBudget FITS = budget(10, 600, 240, 900);

  @Test
  void whatFitsHasNoProblem() {
    assertThat(FITS.problems()).isEmpty();
    assertThat(FITS.problems(Duration.ofSeconds(900))).isEmpty();
  }

  @Test
  void timeoutThatIsJustUsedUpIsTooShort() {
    assertThat(budget(60, 600, 240, 900).problems())
        .singleElement()
        .asString()
        .contains("--transaction-timeout is 15m", "= 15m", "--restart-budget (4m)");
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
        Duration.ofSeconds(restart),
        Duration.ofSeconds(open));
  }
}
