package io.millrace.tests.deployment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code docker/Dockerfile}: its instructions, in order, a continued line as one.
 *
 * @param instructions such as {@code COPY pom.xml ./}
 */
record Dockerfile(List<String> instructions) {

  private static final Pattern MAIN_CLASS = Pattern.compile("\"(io\\.millrace\\.[\\w.]+)\"");
  private static final Pattern STAGE =
      Pattern.compile("FROM (\\S+) AS (\\S+)", Pattern.CASE_INSENSITIVE);

  /**
   * One stage.
   *
   * @param base image or stage that it begins with
   */
  record Stage(String base, String name) {}

  static Dockerfile read() {
    String text =
        Repository.read("docker/Dockerfile")
            .replaceAll("(?m)^\\s*#.*\\R", "")
            .replaceAll("\\\\\\R\\s*", "");
    return new Dockerfile(text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
  }

  List<Stage> stages() {
    return instructions.stream()
        .flatMap(line -> STAGE.matcher(line).results())
        .map(match -> new Stage(match.group(1), match.group(2)))
        .toList();
  }

  /** Default of a build argument. */
  Optional<String> argument(String name) {
    return instructions.stream()
        .filter(line -> line.startsWith("ARG " + name + "="))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .findFirst();
  }

  /** What is copied from the repository, not from another stage. */
  List<String> copiedFromRepository() {
    return copies().stream()
        .filter(words -> !words.get(1).startsWith("--from="))
        .flatMap(words -> words.subList(1, words.size() - 1).stream())
        .toList();
  }

  /** Stages that something is copied from. */
  List<String> copiedFromStages() {
    return copies().stream()
        .map(words -> words.get(1))
        .filter(word -> word.startsWith("--from="))
        .map(word -> word.substring("--from=".length()))
        .toList();
  }

  /** The Java classes that containers start. */
  List<String> mainClasses() {
    return instructions.stream()
        .filter(line -> line.startsWith("ENTRYPOINT "))
        .flatMap(line -> MAIN_CLASS.matcher(line).results())
        .map(match -> match.group(1))
        .toList();
  }

  private List<List<String>> copies() {
    return instructions.stream()
        .filter(line -> line.startsWith("COPY "))
        .map(line -> Arrays.asList(line.split("\\s+")))
        .toList();
  }

  /** The instructions of one stage, its FROM excepted. */
  List<String> stage(String name) {
    List<String> lines =
        instructions.stream()
            .dropWhile(line -> !line.matches("FROM \\S+ AS " + Pattern.quote(name)))
            .skip(1)
            .takeWhile(line -> !line.startsWith("FROM "))
            .toList();
    if (lines.isEmpty()) {
      throw new AssertionError("docker/Dockerfile has no stage " + name);
    }
    return lines;
  }
}
