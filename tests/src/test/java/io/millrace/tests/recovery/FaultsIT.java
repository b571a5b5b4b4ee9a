package io.millrace.tests.recovery;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every row that is played with one broker. {@code mvn verify -Pfaults} plays them. */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {

  private static final int BROKERS = 1;

  private Player player;

  @BeforeAll
  void open(@TempDir Path folder) {
    player = new Player("one-broker", folder, BROKERS, Settings.ofSystem());
  }

  @TestFactory
  Stream<DynamicTest> nothingIsLostAndWhatComesAgainIsRecognised() {
    return player.play(Rows.ALL.stream().filter(row -> row.setup().brokers() == BROKERS).toList());
  }

  @AfterAll
  void close() {
    player.close();
  }
}
