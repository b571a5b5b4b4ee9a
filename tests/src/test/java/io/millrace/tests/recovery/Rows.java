package io.millrace.tests.recovery;

import java.time.Duration;
import java.util.List;

/** The faults that are played. */
final class Rows {

  static final Row F1 =
      Row.of(1, "one TaskManager killed", ProcessRows::oneTaskManager)
          .within(Duration.ofMinutes(1));

  static final Row F4 =
      Row.of(4, "the JobManager killed several times in a row", ProcessRows::jobManager)
          .within(Duration.ofMinutes(2));

  static final Row F13 =
      Row.of(13, "an old savepoint restored twice", RestoreRows::sameSavepointTwice);

  static final Row F20 =
      Row.of(20, "a load that fails on one of two hosts", VersionRows::loadFailsOnOneHost);

  static final List<Row> ALL =
      List.of(
          F1,
          Row.of(2, "all TaskManagers killed", ProcessRows::allTaskManagers)
              .within(Duration.ofMinutes(3)),
          Row.of(3, "a TaskManager frozen, then awake again", ProcessRows::frozenTaskManager)
              .withTasks(2),
          F4,
          Row.of(
                  5,
                  "JobManager and a TaskManager killed together",
                  ProcessRows::jobManagerAndTaskManager)
              .within(Duration.ofMinutes(3)),
          Row.of(7, "the leading one of three brokers killed", BrokerRows::leaderKilled)
              .withBrokers(3),
          Row.of(8, "three brokers stopped and started in turn", BrokerRows::rolled).withBrokers(3),
          Row.of(9, "all brokers down", BrokerRows::allDown),
          Row.of(10, "killed between pre-commit and commit", TransactionRows::killedBeforeCommit),
          Row.of(
                  11,
                  "TaskManagers down for longer than the transaction timeout",
                  TransactionRows::longerThanTheTransactionTimeout)
              .withOptions(
                  "--checkpoint-timeout=10s",
                  "--tolerated-checkpoint-failures=0",
                  "--restart-budget=15s",
                  "--transaction-timeout=30s"),
          F13,
          Row.of(19, "the store of a model file fails", VersionRows::storeFails),
          F20,
          Row.of(21, "a host killed in the middle of a rollout", VersionRows::hostKilledInRollout),
          Row.of(24, "a crash in native code", NativeRows::crash).within(Duration.ofMinutes(1)),
          Row.of(24, "an image on which native code crashes", ModelRows::crashes),
          Row.of(25, "a model that hangs", ModelRows::hangs).withOptions("--run-deadline=2s"),
          Row.of(26, "no checkpoint can be written", RestoreRows::noPlaceForCheckpoints)
              .withOptions(
                  "--checkpoint-timeout=4s",
                  "--tolerated-checkpoint-failures=5",
                  "--restart-budget=20s",
                  "--transaction-timeout=60s"),
          Row.of(28, "another number of tasks, four times", RestoreRows::rescaled),
          Row.of(
                  30,
                  "the job started again in the same processes",
                  NativeRows::restartsInTheSameProcess)
              .withOptions("--tolerated-checkpoint-failures=0"),
          Row.of(31, "SIGTERM at work and while a model is loaded", NativeRows::terminated),
          Row.of(34, "no place for dead letters", BrokerRows::noPlaceForDeadLetters));

  private Rows() {}
}
