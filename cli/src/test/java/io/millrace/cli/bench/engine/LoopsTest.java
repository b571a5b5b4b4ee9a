package io.millrace.cli.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.bench.net.Net;
import io.millrace.cli.bench.picture.Thumbnail;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Sample;
import io.millrace.engine.host.HostOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoopsTest {

  private static final EngineSettings SHORT = new EngineSettings(1, 0.01, List.of(100, 200));

  private final Workload workload;

  LoopsTest(@TempDir Path folder) throws IOException {
    List<ByteBuffer> images = List.of(ByteBuffer.wrap(Thumbnail.png(1)));
    workload = new Workload("cnn28-png28", Net.CNN28, Net.CNN28.build(folder), images);
  }

  @Test
  void bothLoopsScoreEveryImageOfARun() throws Exception {
    NoopSessions sessions = new NoopSessions(Net.CNN28);
    try (EngineLoop engine =
            new EngineLoop(workload, sessions, HostOptions.defaults().withWorkers(2));
        RawLoop raw = new RawLoop(workload, sessions, 2)) {
      for (Loop loop : List.of(engine, raw)) {
        Sample sample = loop.run(333);
        assertThat(sample.images()).isEqualTo(333);
        assertThat(sample.perSecond()).isPositive();
        assertThat(sample.cpuMicrosPerImage()).isPositive();
      }
      assertThat(engine.hop(0)).isNotNegative();
      assertThat(engine.meanBatch()).isBetween(1.0, (double) Net.CNN28.maxBatch());
    }
  }

  @Test
  void groupsTellEveryRowThatTheyReturn() throws Exception {
    for (Group group :
        List.of(new OverheadRows(workload, SHORT), new GrowthRows(workload, SHORT))) {
      List<Row> told = new ArrayList<>();
      assertThat(group.measure(told::add)).isEqualTo(told).isNotEmpty();
    }
  }

  @Test
  void growthIsRowTenAndComparesMedians() throws Exception {
    List<Row> rows = new GrowthRows(workload, SHORT).measure(row -> {});

    assertThat(rows).filteredOn(row -> row.name().equals("growth")).hasSize(2);
    assertThat(rows)
        .filteredOn(row -> row.name().equals("growth"))
        .allSatisfy(
            row -> {
              assertThat(row.number()).isEqualTo(10);
              assertThat(row.value().median()).isGreaterThanOrEqualTo(1);
            });
  }

  @Test
  void allocationOfTheCallingThreadIsCounted() {
    AllocationMeter meter = new AllocationMeter();
    long before = meter.imageBytes();
    byte[] kept = new byte[1 << 20];

    assertThat(meter.imageBytes() - before).isGreaterThanOrEqualTo(kept.length);
  }
}
