package io.millrace.job.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a transaction has to stay open, against how long it may.
 *
 * <p>A transaction is opened with one checkpoint and committed after the next one that is complete.
 * If the job fails in between, it is committed when the job is back; a broker that has given it up
 * by then has thrown predictions away that the job counts as written.
 *
 * @param checkpointInterval from one checkpoint to the next
 * @param checkpointTimeout how long a checkpoint may take
 * @param toleratedFailures how many checkpoints may fail in a row before the job fails with them
 * @param restartBudget how long the job may take, after a failure, until it runs again
 * @param transactionTimeout after which the broker gives a transaction up
 */
public record TransactionBudget(
    Duration checkpointInterval,
    Duration checkpointTimeout,
    int toleratedFailures,
    Duration restartBudget,
    Duration transactionTimeout) {

  /** What does not fit among the job's own numbers. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    Duration needed =
        checkpointInterval
            .plus(checkpointTimeout)
            .multipliedBy(toleratedFailures + 1L)
            .plus(restartBudget);
    if (needed.compareTo(transactionTimeout) >= 0) {
      problems.add(
          "--transaction-timeout is %s and must be more than (--tolerated-checkpoint-failures (%d) + 1) x (--checkpoint-interval (%s) + --checkpoint-timeout (%s)) + --restart-budget (%s) = %s, or an outage loses predictions: raise the first or lower one of the others"
              .formatted(
                  text(transactionTimeout),
                  toleratedFailures,
                  text(checkpointInterval),
                  text(checkpointTimeout),
                  text(restartBudget),
                  text(needed)));
    }
    return problems;
  }

  /**
   * What the brokers do not allow.
   *
   * @param maximum their least transaction.max.timeout.ms
   */
  List<String> problems(Duration maximum) {
    if (transactionTimeout.compareTo(maximum) <= 0) {
      return List.of();
    }
    return List.of(
        "--transaction-timeout is %s and the brokers allow at most %s: lower it, or raise transaction.max.timeout.ms of the brokers to %d or more"
            .formatted(text(transactionTimeout), text(maximum), transactionTimeout.toMillis()));
  }

  /** As options are written. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
