package io.millrace.job.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedJournalTest {

  private static final int PARTITION = 3;

  @TempDir private Path folder;
  private MappedJournal journal;

  @BeforeEach
  void open() {
    journal = new MappedJournal(folder, "this");
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  @Test
  void nobodyIsSuspectedWhereNoProcessHasDied() throws IOException {
    assertThat(journal.deaths(PARTITION, 10)).isZero();
    journal.begin(PARTITION, 10);

    assertThat(journal.deaths(PARTITION, 11)).isZero();
  }

  @Test
  void whatADeadProcessHadUnderWayIsSuspectedAndNothingElse() throws IOException {
    died("1", 9, 12);

    assertThat(deaths(9, 10, 11, 12, 13)).containsExactly(0, 1, 1, 1, 0);
  }

  @Test
  void imageThatTwoProcessesDiedWithHasTwoDeaths() throws IOException {
    died("1", 9, 12);
    died("2", 10, 11);

    assertThat(deaths(10, 11, 12)).containsExactly(1, 2, 1);
  }

  @Test
  void anotherPartitionIsNoneOfItsBusiness() throws IOException {
    died("1", 9, 12);

    assertThat(journal.deaths(PARTITION + 10, 10)).isZero();
    assertThat(journal.deaths(30, 10)).isZero(); // whose number begins with this one's
  }

  @Test
  void processThatDiedWithNothingUnderWayLeavesNothing() throws IOException {
    died("1", 12, 12);

    assertThat(deaths(12, 13)).containsExactly(0, 0);
    assertThat(remains()).isEmpty();
  }

  @Test
  void suspicionEndsWithTheCheckpointThatHoldsThem() throws IOException {
    died("1", 9, 11);
    assertThat(deaths(10)).containsExactly(1);
    emit(10);
    journal.snapshot(1);
    emit(11);
    journal.completed(1);
    assertThat(remains()).as("image 11 is not in it").hasSize(1);

    journal.snapshot(2);
    journal.completed(1);
    assertThat(remains()).as("another one").hasSize(1);
    journal.completed(2);

    assertThat(remains()).isEmpty();
    assertThat(deaths(10, 11)).containsExactly(0, 0);
  }

  @Test
  void taskThatEndsInOrderLeavesNothingBehind() throws IOException {
    assertThat(deaths(10)).containsExactly(0);
    journal.begin(PARTITION, 10);
    assertThat(files()).hasSize(1);

    journal.close();

    assertThat(files()).isEmpty();
  }

  @Test
  void filesOfThisProcessAreNotTakenForThoseOfADeadOne() throws IOException {
    var other = new MappedJournal(folder, "this");
    assertThat(other.deaths(PARTITION, 10)).isZero();
    other.begin(PARTITION, 10);

    assertThat(deaths(10)).containsExactly(0);
    other.close();
  }

  private List<Integer> deaths(long... offsets) throws IOException {
    for (long offset : offsets) {
      journal.deaths(PARTITION, offset);
    }
    return LongStream.of(offsets).mapToObj(this::deathsOf).toList();
  }

  private int deathsOf(long offset) {
    try {
      return journal.deaths(PARTITION, offset);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void emit(long offset) {
    journal.begin(PARTITION, offset);
    journal.end(PARTITION, offset);
  }

  private void died(String life, long emitted, long taken) throws IOException {
    byte[] offsets =
        ByteBuffer.allocate(PartitionFile.SIZE)
            .putLong(PartitionFile.EMITTED, emitted)
            .putLong(PartitionFile.TAKEN, taken)
            .array();
    Files.write(folder.resolve(PartitionFile.prefix(PARTITION) + "dead-" + life + ".0"), offsets);
  }

  private List<Path> remains() throws IOException {
    return files().stream().filter(file -> file.toString().contains("dead-")).toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }
}
