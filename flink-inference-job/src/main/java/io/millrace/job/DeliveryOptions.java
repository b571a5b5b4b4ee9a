package io.millrace.job;

import io.millrace.job.delivery.Preflight;
import io.millrace.job.delivery.TransactionBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Option;

/** Options of checkpoints, and of the transactions that wait for them. */
final class DeliveryOptions {

  /** What a reader of the outputs sees after a failure. */
  enum Delivery {
    /** Some predictions again, recognisable by their origin. */
    AT_LEAST_ONCE,
    /** Each prediction once, under read_committed, one checkpoint interval later. */
    EXACTLY_ONCE
  }

  private static final Duration ALIGNED_AT_FIRST = Duration.ofSeconds(1);

  /** The part of the transaction timeout after which outputs that nobody sees are an alarm. */
  private static final int ALARM_PART = 3;

  @Option(
      names = "--delivery",
      converter = OptionTypes.DeliveryType.class,
      paramLabel = "MODE",
      defaultValue = "at-least-once",
      description = "at-least-once or exactly-once (default: ${DEFAULT-VALUE}).")
  Delivery mode = Delivery.AT_LEAST_ONCE;

  @Option(
      names = "--checkpoint-interval",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "Time between checkpoints (default: ${DEFAULT-VALUE}).")
  Duration checkpointInterval = Duration.ofSeconds(10);

  @Option(
      names = "--checkpoint-timeout",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      defaultValue = "2m",
      description = "After which a checkpoint has failed (default: ${DEFAULT-VALUE}).")
  Duration checkpointTimeout = Duration.ofMinutes(2);

  @Option(
      names = "--tolerated-checkpoint-failures",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How many checkpoints may fail in a row; with one more the job starts again from the last"
              + " complete one (default: ${DEFAULT-VALUE}).")
  int toleratedFailures = 3;

  @Option(
      names = "--restart-budget",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      defaultValue = "4m",
      description =
          "With exactly-once, how long the job may take after a failure until it runs again (default:"
              + " ${DEFAULT-VALUE}).")
  Duration restartBudget = Duration.ofMinutes(4);

  @Option(
      names = "--transaction-timeout",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      defaultValue = "15m",
      description =
          "With exactly-once, how long a transaction may stay open; at most the broker's"
              + " transaction.max.timeout.ms, and more than --checkpoint-interval and"
              + " --checkpoint-timeout, once for each tolerated failure and once more, and"
              + " --restart-budget (default: ${DEFAULT-VALUE}).")
  Duration transactionTimeout = Duration.ofMinutes(15);

  /** What does not fit among them. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    JobOptions.positive("--checkpoint-interval", checkpointInterval, problems);
    JobOptions.positive("--checkpoint-timeout", checkpointTimeout, problems);
    JobOptions.positive("--transaction-timeout", transactionTimeout, problems);
    if (toleratedFailures < 0) {
      problems.add(
          "--tolerated-checkpoint-failures must be at least 0 and is " + toleratedFailures);
    } else if (mode == Delivery.EXACTLY_ONCE) {
      problems.addAll(budget().problems());
    }
    return problems;
  }

  /** What the brokers say against it; none if nothing has to be asked. */
  List<String> problemsOfTheBrokers(String bootstrapServers, Set<String> transactionalIdPrefixes) {
    return mode == Delivery.EXACTLY_ONCE
        ? Preflight.problems(
            Map.of("bootstrap.servers", bootstrapServers), budget(), transactionalIdPrefixes)
        : List.of();
  }

  private TransactionBudget budget() {
    return new TransactionBudget(
        checkpointInterval,
        checkpointTimeout,
        toleratedFailures,
        restartBudget,
        transactionTimeout);
  }

  void enableCheckpoints(StreamExecutionEnvironment env) {
    env.enableCheckpointing(checkpointInterval.toMillis());
    env.getCheckpointConfig().setCheckpointTimeout(checkpointTimeout.toMillis());
    env.getCheckpointConfig().setTolerableCheckpointFailureNumber(toleratedFailures);
    // Where a cluster asks for unaligned checkpoints they begin as aligned ones (decision 020).
    env.getCheckpointConfig().setAlignedCheckpointTimeout(ALIGNED_AT_FIRST);
  }

  /** After how long without a complete checkpoint the job complains. */
  Duration alarm() {
    return transactionTimeout.dividedBy(ALARM_PART);
  }

  DeliveryGuarantee guarantee() {
    return mode == Delivery.EXACTLY_ONCE
        ? DeliveryGuarantee.EXACTLY_ONCE
        : DeliveryGuarantee.AT_LEAST_ONCE;
  }
}
