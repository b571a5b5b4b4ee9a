package io.millrace.tests.recovery;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short set: what goes wrong most often, in both delivery modes, and a rollout that fails on
 * one host, which no mode makes a difference to, in one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryIT {

  private static final List<Row> ROWS = List.of(Rows.F1, Rows.F4, Rows.F13);

  private Player player;

  @BeforeAll
  void open(@TempDir Path folder) {
    player = new Player("short", folder, 1, Settings.ofSystem().withRepeat(1));
  }

  @TestFactory
  Stream<DynamicTest> nothingIsLostAndWhatComesAgainIsRecognised() {
    return player.play(
        (row, delivery) ->
            ROWS.contains(row) || (row.equals(Rows.F20) && delivery == Delivery.AT_LEAST_ONCE));
  }

  @AfterAll
  void close() {
    player.close();
  }
}
