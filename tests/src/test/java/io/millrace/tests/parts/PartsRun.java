package io.millrace.tests.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks. Its name is not that of a test, so it runs only where it is asked for:
 * {@code -Dtest=PartsRun}, and {@code -Dparts=REGEX} for some of them.
 */
class PartsRun {

  @Test
  void everyBenchmarkHasAResult() throws Exception {
    Path results = Path.of("target", "bench", "parts.json");
    Files.createDirectories(results.getParent());
    var options =
        new OptionsBuilder()
            .include(System.getProperty("parts", "io\\.millrace\\."))
            .resultFormat(ResultFormatType.JSON)
            .result(results.toString())
            .shouldFailOnError(true)
            .build();

    assertThat(new Runner(options).run()).isNotEmpty();
  }
}
