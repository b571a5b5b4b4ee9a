package io.millrace.job.reprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.log.OffsetRange;
import io.millrace.job.reprocess.Position.Offsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RangeFinderTest {

  private final RangeFinder finder =
      new RangeFinder("images", Map.of(0, 10L, 1, 0L), Map.of(0, 50L, 1, 20L));
  private final List<String> problems = new ArrayList<>();

  @Test
  void positionsAreReadAsTheyAreWritten() {
    assertThat(Position.parse("earliest")).isEqualTo(new Position.Earliest());
    assertThat(Position.parse("latest")).isEqualTo(new Position.Latest());
    assertThat(Position.parse("2026-11-24T11:00:00+01:00"))
        .isEqualTo(new Position.At(Instant.parse("2026-11-24T10:00:00Z")));
    assertThat(Position.parse("1:7,0:3")).isEqualTo(new Offsets(Map.of(0, 3L, 1, 7L)));
    assertThatThrownBy(() -> Position.parse("2026-11-24")).hasMessageContaining("with its zone");
    assertThatThrownBy(() -> Position.parse("0:1,1")).hasMessageContaining("'1' is no PARTITION");
  }

  @Test
  void aPartitionThatHoldsNothingOfTheRangeIsLeftOut() {
    OffsetRange range = finder.between(Map.of(0, 12L, 1, 20L), finder.latest(), problems);

    assertThat(problems).isEmpty();
    assertThat(range.from()).containsExactly(Map.entry(new TopicPartition("images", 0), 12L));
    assertThat(range.size()).isEqualTo(38);
  }

  @Test
  void aPartitionThatIsNotNamedIsNotRead() {
    OffsetRange range = finder.between(Map.of(1, 5L), finder.latest(), problems);

    assertThat(range.to()).containsExactly(Map.entry(new TopicPartition("images", 1), 20L));
  }

  @Test
  void theBeginningIsNotBehindTheEnd() {
    finder.between(Map.of(0, 40L, 1, 3L), Map.of(0, 30L, 1, 4L), problems);

    assertThat(problems)
        .containsExactly("--from lies behind --to in partition 0: offset 40 behind 30");
  }

  @Test
  void offsetsThatAreNotInTheLogAreNamedOneByOne() {
    finder.check("--from", new Offsets(Map.of(0, 3L, 1, 99L, 2, 0L)), problems);

    assertThat(problems)
        .containsExactly(
            "--from 0:3: the partition begins at 10; what was before has been deleted",
            "--from 1:99: the partition ends at 20",
            "--from names partition 2, and images has the partitions [0, 1]");
  }

  @Test
  void aRangeTravelsToTheTasks() throws Exception {
    OffsetRange range = finder.between(finder.earliest(), finder.latest(), problems);

    assertThat(InstantiationUtil.clone(range)).isEqualTo(range);
  }
}
