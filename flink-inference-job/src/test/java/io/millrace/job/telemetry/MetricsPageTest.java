package io.millrace.job.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.host.HostSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/metrics.md names what is registered, all of it and nothing else. */
class MetricsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final Path SOURCES = Path.of("src", "main", "java");

  /** Behind this heading are the metrics of others. */
  private static final String OTHERS = "## Of Flink and Kafka";

  private static final Pattern NAME = Pattern.compile("`([a-z0-9_]+)`");

  /** Some names are constants: what begins like ours is a metric, wherever it is registered. */
  private static final Pattern REGISTERED =
      Pattern.compile(
          "(?:\\.(?:counter|gauge|histogram|meter)\\(\\s*|(?=\"millrace_))\"([a-z0-9_]+)\"");

  @Test
  void everyMetricOfOursIsOnThePageAndNoOtherIs() throws IOException {
    assertThat(documented()).containsExactlyInAnyOrderElementsOf(inTheSources());
  }

  @Test
  void everyMetricOfTheEngineIsOnThePage() throws IOException {
    var group = new RecordingGroup();
    var metrics = new HostMetrics(new EngineMetrics(), () -> new HostSnapshot(0, 0, 0, List.of()));
    metrics.serves("m");
    metrics.register(group);

    assertThat(group.registered())
        .isNotEmpty()
        .allSatisfy(
            path -> assertThat(documented()).contains(path.substring(path.lastIndexOf('/') + 1)));
  }

  @Test
  void everyMetricHasAUnitOrSaysWhatItCounts() throws IOException {
    assertThat(rows()).allSatisfy(row -> assertThat(row.split("\\|")).hasSizeGreaterThan(4));
  }

  private static Set<String> documented() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String row : rows()) {
      Matcher matcher = NAME.matcher(row.substring(0, row.indexOf('|', 1)));
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  /** Rows of the tables of ours, their heads left out. */
  private static List<String> rows() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(page).contains(OTHERS);
    return page.substring(0, page.indexOf(OTHERS))
        .lines()
        .filter(l -> l.startsWith("| `"))
        .toList();
  }

  private static Set<String> inTheSources() throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(SOURCES)) {
      files = tree.filter(file -> file.toString().endsWith(".java")).toList();
    }
    List<String> names = new ArrayList<>();
    for (Path file : files) {
      Matcher matcher = REGISTERED.matcher(Files.readString(file));
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names.stream().collect(Collectors.toCollection(TreeSet::new));
  }
}
