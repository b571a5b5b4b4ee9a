package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Origin;
import org.junit.jupiter.api.Test;

class RepeatFilterTest {

  private final RepeatFilter filter = new RepeatFilter();

  @Test
  void growingOffsetsAreNewWithOrWithoutGaps() {
    assertThat(isNew(0, 0)).isTrue();
    assertThat(isNew(0, 1)).isTrue();
    assertThat(isNew(0, 7)).isTrue();
    assertThat(filter.repeats()).isZero();
  }

  @Test
  void whatIsAtOrBelowTheHighestIsARepeat() {
    isNew(0, 5);

    assertThat(isNew(0, 5)).isFalse();
    assertThat(isNew(0, 3)).isFalse();
    assertThat(filter.repeats()).isEqualTo(2);
  }

  @Test
  void replayEndsBehindTheHighest() {
    isNew(0, 4);
    isNew(0, 5);
    isNew(0, 3); // the job began again here

    assertThat(isNew(0, 4)).isFalse();
    assertThat(isNew(0, 5)).isFalse();
    assertThat(isNew(0, 6)).isTrue();
    assertThat(filter.repeats()).isEqualTo(3);
  }

  @Test
  void partitionsAreCountedApart() {
    isNew(0, 100);

    assertThat(isNew(1, 5)).isTrue();
    assertThat(isNew(1, 5)).isFalse();
    assertThat(isNew(0, 101)).isTrue();
  }

  private boolean isNew(int partition, long offset) {
    return filter.isNew(new Origin(partition, offset));
  }
}
