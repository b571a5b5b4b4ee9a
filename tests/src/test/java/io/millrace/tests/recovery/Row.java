package io.millrace.tests.recovery;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fault of the list.
 *
 * @param number in the list: 1 for F1
 * @param figure how long a recovery may take; null where the row has no such figure
 */
record Row(int number, String title, @Nullable Duration figure, Play play, Setup setup) {

  /** What is done, between the beginning and the judgement. */
  @FunctionalInterface
  interface Play {
    void on(Trial trial) throws Exception;
  }

  /**
   * What it is played with.
   *
   * @param tasks of its job; the cluster has four slots
   * @param options of its job, besides those that every job has here
   */
  record Setup(int brokers, int tasks, List<String> options) {}

  static Row of(int number, String title, Play play) {
    return new Row(number, title, null, play, new Setup(1, 4, List.of()));
  }

  Row within(Duration longest) {
    return new Row(number, title, longest, play, setup);
  }

  Row withBrokers(int count) {
    return new Row(number, title, figure, play, new Setup(count, setup.tasks, setup.options));
  }

  Row withTasks(int count) {
    return new Row(number, title, figure, play, new Setup(setup.brokers, count, setup.options));
  }

  Row withOptions(String... options) {
    return new Row(
        number, title, figure, play, new Setup(setup.brokers, setup.tasks, List.of(options)));
  }

  /** As the list has it. */
  @Override
  public String toString() {
    return "F" + number;
  }
}
