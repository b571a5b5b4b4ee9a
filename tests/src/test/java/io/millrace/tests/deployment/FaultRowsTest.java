package io.millrace.tests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whether each row of docs/faults.md about models and the registry has tests that carry its id. */
class FaultRowsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern ROW = Pattern.compile("^\\| ([MK]\\d+) \\|.*\\| ([^|]+) \\|$");
  private static final Pattern NAMED = Pattern.compile("`(\\w+)`");

  private static List<MatchResult> rows() throws IOException {
    return Files.readString(ROOT.resolve("docs/faults.md"))
        .lines()
        .flatMap(line -> ROW.matcher(line).results())
        .toList();
  }

  @Test
  void everyRowIsThere() throws IOException {
    Stream<String> models = IntStream.rangeClosed(1, 14).mapToObj(row -> "M" + row);
    assertThat(rows())
        .extracting(row -> row.group(1))
        .containsExactlyElementsOf(Stream.concat(models, Stream.of("K12", "K13", "K14")).toList());
  }

  @TestFactory
  Stream<DynamicTest> everyRowIsInTheTestsThatItNames() throws IOException {
    return rows().stream()
        .flatMap(
            row ->
                NAMED
                    .matcher(row.group(2))
                    .results()
                    .map(
                        test ->
                            DynamicTest.dynamicTest(
                                row.group(1) + " in " + test.group(1),
                                () -> assertCarries(source(test.group(1)), row.group(1)))));
  }

  private static void assertCarries(String source, String row) {
    Pattern id = Pattern.compile("(?i)(?<![a-z0-9])" + row + "(?![0-9])");
    assertThat(id.matcher(source).find()).as("it says %s somewhere", row).isTrue();
  }

  private static String source(String name) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> found =
          files
              .filter(file -> file.toString().contains("/src/test/java/"))
              .filter(file -> file.getFileName().toString().equals(name + ".java"))
              .toList();
      assertThat(found).as("sources of %s", name).hasSize(1);
      return Files.readString(found.get(0));
    }
  }
}
