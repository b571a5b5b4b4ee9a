package io.millrace.cli.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.log.OffsetRange;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RangesTest {

  @Test
  void aPartBeginsWhereAllBeginsAndTakesTheSameOfEveryPartition() {
    var zero = new TopicPartition("images", 0);
    var one = new TopicPartition("images", 1);
    OffsetRange all = new OffsetRange(Map.of(zero, 100L, one, 7L), Map.of(zero, 600L, one, 507L));

    OffsetRange part = Ranges.first(all, 40);

    assertThat(part.size()).isEqualTo(40);
    assertThat(part.from()).isEqualTo(all.from());
    assertThat(part.to()).containsEntry(zero, 120L).containsEntry(one, 27L);
  }
}
