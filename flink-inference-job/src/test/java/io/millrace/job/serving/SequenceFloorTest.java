package io.millrace.job.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SequenceFloorTest {

  private static final SequenceFloor FLOOR = new SequenceFloor(Map.of("boots", 9L, "bags", 2L));

  @Test
  void registryThatShowsLessOfOneModelHasNotReachedIt() {
    assertThat(FLOOR.isReachedBy(Map.of("boots", 9L, "bags", 3L, "hats", 1L))).isTrue();
    assertThat(FLOOR.isReachedBy(Map.of("boots", 8L, "bags", 3L))).isFalse();
    assertThat(FLOOR.isReachedBy(Map.of("boots", 9L))).isFalse();
  }

  @Test
  void whatIsMissingIsSaidPerModel() {
    assertThat(FLOOR.missingFrom(Map.of("boots", 8L)))
        .isEqualTo("bags is not in it and was at 2, boots is at sequence 8 and was at 9");
  }

  @Test
  void floorOnlyRises() {
    assertThat(FLOOR.with(Map.of("boots", 3L, "bags", 4L, "hats", 1L)).atLeast())
        .isEqualTo(Map.of("boots", 9L, "bags", 4L, "hats", 1L));
  }
}
