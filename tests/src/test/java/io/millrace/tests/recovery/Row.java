package io.millrace.tests.recovery;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The faults that are played. */
enum Row {
  F1("one TaskManager killed", 60, ProcessRows::oneTaskManager),
  F2("all TaskManagers killed", 180, ProcessRows::allTaskManagers),
  F3("a TaskManager frozen, then awake again", null, ProcessRows::frozenTaskManager, 2),
  F4("the JobManager killed several times in a row", 120, ProcessRows::jobManager),
  F5("JobManager and a TaskManager killed together", 180, ProcessRows::jobManagerAndTaskManager),
  F7("the leading one of three brokers killed", null, BrokerRows::leaderKilled),
  F8("three brokers stopped and started in turn", null, BrokerRows::rolled),
  F9("all brokers down", null, BrokerRows::allDown),
  F10("killed between pre-commit and commit", null, TransactionRows::killedBeforeCommit),
  F11(
      "TaskManagers down for longer than the transaction timeout",
      null,
      TransactionRows::longerThanTheTransactionTimeout,
      4,
      "--checkpoint-timeout=10s",
      "--restart-budget=15s",
      "--transaction-timeout=30s"),
  F13("an old savepoint restored twice", null, RestoreRows::sameSavepointTwice),
  F24("a crash in native code", 60, NativeRows::crash),
  F25("a model that hangs", null, ModelRows::hangs, 4, "--run-deadline=2s"),
  F26("no checkpoint can be written", null, RestoreRows::noPlaceForCheckpoints),
  F28("another number of tasks, four times", null, RestoreRows::rescaled),
  F30("the job started again in the same processes", null, NativeRows::restartsInTheSameProcess),
  F31("SIGTERM at work and while a model is loaded", null, NativeRows::terminated),
  F34("the topic of dead letters is missing", null, BrokerRows::noDeadLetterTopic);

  /** What is done, between the beginning and the judgement. */
  @FunctionalInterface
  interface Play {
    void on(Trial trial) throws Exception;
  }

  private final String title;
  private final @Nullable Integer seconds;
  private final Play play;
  private final int parallelism;
  private final List<String> options;

  Row(String title, @Nullable Integer seconds, Play play) {
    this(title, seconds, play, 4);
  }

  Row(String title, @Nullable Integer seconds, Play play, int parallelism, String... options) {
    this.title = title;
    this.seconds = seconds;
    this.play = play;
    this.parallelism = parallelism;
    this.options = List.of(options);
  }

  String title() {
    return title;
  }

  /** How long a recovery may take; null where the row has no such figure. */
  @Nullable Duration figure() {
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  /** How many it is played with. */
  int brokers() {
    return this == F7 || this == F8 ? 3 : 1;
  }

  /** Tasks of its job; the cluster has four slots. */
  int parallelism() {
    return parallelism;
  }

  /** Of its job, besides those that every job has here. */
  List<String> options() {
    return options;
  }

  Play play() {
    return play;
  }
}
