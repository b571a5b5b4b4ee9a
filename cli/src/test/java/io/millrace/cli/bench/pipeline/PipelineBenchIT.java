package io.millrace.cli.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.bench.engine.Workload;
import io.millrace.cli.bench.net.Net;
import io.millrace.cli.bench.report.Row;
import io.millrace.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
@TestInstance(Lifecycle.PER_CLASS)
class PipelineBenchIT {

  private static final PipelineSettings SHORT =
      new PipelineSettings(1, Duration.ZERO, 0.01, 100, List.of(500, 1_000), 20, 50, 1);

  private Stand stand;
  private Workload workload;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stand = Stand.start(folder.resolve("stand"), Stand.Setup.ofThisMachine());
    workload = Workload.of(Net.CNN28, folder.resolve("models"));
    ModelInService.put(stand.endpoints(), workload.bundle());
  }

  @AfterAll
  void stop() {
    stand.close();
  }

  @Test
  void throughputIsOfTheJobOverTheRawLoopAndOverTheNaiveMap() throws Exception {
    List<Row> told = new ArrayList<>();

    List<Row> rows =
        new ThroughputRows(stand, List.of(workload), new WarmUp(Duration.ZERO), SHORT)
            .measure(told::add);

    assertThat(told).isEqualTo(rows);
    assertThat(rows).extracting(Row::number).containsExactly(1, null, 3);
    for (Row row : List.of(rows.get(0), rows.get(2))) {
      double ratio = rate(row.details().a()) / rate(row.details().b());
      assertThat(row.value().median() / ratio).isBetween(0.99, 1.01);
    }
  }

  @Test
  void bothHopsBringEveryImageThrough() throws Exception {
    try (var deadLetters = new LogEnds(stand.endpoints(), Topics.IMAGE_DEAD_LETTERS.name())) {
      long before = deadLetters.records();
      Workload large = PipelineBench.carried(workload);

      List<Row> rows = new LatencyRows(stand, workload, large, SHORT).measure(row -> {});

      assertThat(rows)
          .hasSize(2)
          .allSatisfy(
              row -> {
                assertThat(row.details().a()).containsEntry("images", 20L);
                assertThat(row.details().b()).containsEntry("images", 20L);
                double beyond = number(row.details().a(), "p50.0_less_work_ms");
                assertThat(number(row.details().a(), "p50.0_ms")).isGreaterThanOrEqualTo(beyond);
                assertThat(number(row.details().b(), "p50.0_ms")).isPositive();
              });
      assertThat(deadLetters.records()).isEqualTo(before);
    }
  }

  @Test
  void recordsAreComparedWithAPlainConsumerOfAsMany() throws Exception {
    List<Row> rows =
        new RecordRows(
                stand, PipelineBench.carried(workload), workload, new WarmUp(Duration.ZERO), SHORT)
            .measure(row -> {});

    assertThat(rows)
        .extracting(Row::name)
        .contains("record_ratio", "heap_beyond_record", "heap_beyond_consumer");
    assertThat(rows)
        .filteredOn(row -> row.name().equals("record_ratio"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.value().median()).isPositive();
              assertThat(number(row.details().b(), "record_bytes")).isGreaterThan(110_000);
            });
  }

  private static double rate(Map<String, Object> details) {
    return number(details, "images_per_s");
  }

  private static double number(Map<String, Object> details, String name) {
    return details.get(name) instanceof Double value ? value : Double.NaN;
  }
}
