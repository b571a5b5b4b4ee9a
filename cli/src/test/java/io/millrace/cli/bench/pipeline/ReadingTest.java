package io.millrace.cli.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.bench.pipeline.Reading.Window;
import org.junit.jupiter.api.Test;

class ReadingTest {

  @Test
  void windowIsWhatLiesBetweenTwoReadings() {
    Window window =
        new Reading(110, 3_000_000, 900_000, 50_000).since(new Reading(10, 1_000_000, 100_000, 0));

    assertThat(window.sample().images()).isEqualTo(100);
    assertThat(window.sample().microsPerImage()).isEqualTo(20);
    assertThat(window.sample().cpuMicrosPerImage()).isEqualTo(8);
    assertThat(window.heapBytesPerImage()).isEqualTo(500);
  }

  @Test
  void heapOfTheAskingThreadCountsOnlyWhereAllThreadsDo() {
    int much = 32 << 20;
    Reading allBefore = Reading.ofAll(0);
    Reading othersBefore = Reading.ofOthers(0);
    byte[] kept = new byte[much];
    Reading others = Reading.ofOthers(1);
    Reading all = Reading.ofAll(1);

    assertThat(kept).hasSize(much);
    assertThat(all.since(allBefore).heapBytes()).isGreaterThanOrEqualTo(much);
    assertThat(others.since(othersBefore).heapBytes()).isLessThan(much);
  }
}
