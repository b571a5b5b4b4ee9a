package io.millrace.cli.bench.pipeline;

import static io.millrace.cli.bench.pipeline.ThreadKind.ENGINE;
import static io.millrace.cli.bench.pipeline.ThreadKind.FETCHER;
import static io.millrace.cli.bench.pipeline.ThreadKind.TASK;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.bench.pipeline.Reading.Use;
import io.millrace.cli.bench.pipeline.Reading.Window;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingTest {

  @Test
  void windowIsWhatLiesBetweenTwoReadings() {
    Reading first =
        new Reading(10, 1_000_000, Map.of(TASK, new Use(100_000, 0), ENGINE, new Use(50_000, 7)));
    Reading last =
        new Reading(
            110,
            3_000_000,
            Map.of(
                TASK, new Use(400_000, 40_000),
                ENGINE, new Use(550_000, 5_007),
                FETCHER, new Use(0, 5_000)));

    Window window = last.since(first);

    assertThat(window.sample().images()).isEqualTo(100);
    assertThat(window.sample().microsPerImage()).isEqualTo(20);
    assertThat(window.sample().cpuMicrosPerImage()).isEqualTo(8);
    assertThat(window.heapBytesPerImage()).isEqualTo(500);
    assertThat(window.cpuByThread())
        .containsEntry("cpu_us_task", 3.0)
        .containsEntry("cpu_us_engine", 5.0);
    assertThat(window.heapByThread()).containsEntry("heap_bytes_fetcher", 50.0);
  }

  @Test
  void threadsAreToldApartByTheirNames() {
    assertThat(ThreadKind.of("Source Data Fetcher for Source: images (1/2)#0")).isEqualTo(FETCHER);
    assertThat(ThreadKind.of("Source: images -> inference (1/2)#0")).isEqualTo(TASK);
    assertThat(ThreadKind.of("millrace-worker-1")).isEqualTo(ENGINE);
    assertThat(ThreadKind.of("kafka-producer-network-thread | producer-1"))
        .isEqualTo(ThreadKind.PRODUCER);
    assertThat(ThreadKind.of("main")).isEqualTo(ThreadKind.OTHER);
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
    assertThat(all.since(allBefore).heapBytesPerImage()).isGreaterThanOrEqualTo(much);
    assertThat(others.since(othersBefore).heapBytesPerImage()).isLessThan(much);
  }
}
