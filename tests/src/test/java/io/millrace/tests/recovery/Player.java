package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/** Plays rows on one scene, each as a test of its own: all of one mode, then all of the other. */
final class Player implements AutoCloseable {

  private final Path folder;
  private final int brokers;
  private final Settings settings;
  private final Report report;
  private @Nullable Scene scene;

  Player(String name, Path folder, int brokers, Settings settings) {
    this.settings = settings;
    this.folder = folder;
    this.brokers = brokers;
    this.report = Report.in(name, settings);
  }

  Stream<DynamicTest> play(List<Row> rows) {
    return play((row, delivery) -> rows.contains(row));
  }

  Stream<DynamicTest> play(BiPredicate<Row, Delivery> chosen) {
    return Stream.of(Delivery.values())
        .flatMap(
            delivery ->
                Rows.ALL.stream()
                    .filter(row -> chosen.test(row, delivery) && settings.includes(row, delivery))
                    .map(
                        row ->
                            DynamicTest.dynamicTest(
                                "%s %s, %s".formatted(row, row.title(), delivery),
                                () -> play(row, delivery))));
  }

  private void play(Row row, Delivery delivery) throws Exception {
    if (scene == null) {
      scene = Scene.open(folder, brokers, settings);
    }
    try (Trial trial = Objects.requireNonNull(scene).begin(row, delivery)) {
      boolean passed = false;
      try {
        row.play().on(trial);
        if (!trial.isJudged()) {
          trial.judge();
        }
        inTime(row, trial);
        passed = true;
      } finally {
        report.add(trial.line(passed));
      }
    }
  }

  private static void inTime(Row row, Trial trial) {
    var figure = row.figure();
    if (figure != null) {
      assertThat(trial.strikes())
          .as("every recovery within %s", figure)
          .allSatisfy(strike -> assertThat(strike.recovery()).isLessThanOrEqualTo(figure));
    }
  }

  @Override
  public void close() {
    if (scene != null) {
      scene.close();
    }
  }
}
