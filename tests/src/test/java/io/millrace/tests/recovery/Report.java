package io.millrace.tests.recovery;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run, as a table and as JSON, written anew after each trial.
 *
 * @param file without its ending
 */
record Report(Path file, long seed, List<Line> lines) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One row in one mode. */
  record Line(
      Row row,
      Delivery delivery,
      Instant began,
      List<Strike> strikes,
      @Nullable Judgement judgement,
      boolean passed,
      List<String> notes) {}

  static Report in(String name, Settings settings) {
    return new Report(
        Path.of("target", "faults", name).toAbsolutePath(), settings.seed(), new ArrayList<>());
  }

  void add(Line line) throws IOException {
    lines.add(line);
    Files.createDirectories(file.getParent());
    Files.writeString(file.resolveSibling(file.getFileName() + ".md"), table());
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(file.resolveSibling(file.getFileName() + ".json").toFile(), json());
  }

  private String table() {
    var text = new StringBuilder();
    text.append("| row | fault | delivery | strikes | recovery, s | figure, s | images | lost | ");
    text.append("repeats | unrecognised | passed | seen |\n");
    text.append("|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    lines.stream()
        .sorted(
            Comparator.comparingInt((Line line) -> line.row().number())
                .thenComparing(Line::delivery))
        .forEach(line -> text.append(row(line)).append('\n'));
    text.append("\nSeed %d; load average at the end %.1f.\n".formatted(seed, load()));
    return text.toString();
  }

  private static String row(Line line) {
    Judgement judged = line.judgement();
    Duration figure = line.row().figure();
    String counts =
        judged == null
            ? "– | – | – | –"
            : "%d | %d | %d | %d"
                .formatted(judged.images(), judged.lost(), judged.repeats(), judged.unrecognised());
    return "| %s | %s | %s | %d | %s | %s | %s | %s | %s |"
        .formatted(
            line.row(),
            line.row().title(),
            line.delivery(),
            line.strikes().size(),
            line.strikes().stream()
                .map(strike -> String.format(Locale.ROOT, "%.1f", strike.seconds()))
                .collect(Collectors.joining(", ")),
            figure == null ? "–" : "" + figure.toSeconds(),
            counts,
            line.passed() ? "yes" : "**no**",
            String.join("; ", line.notes()));
  }

  private ObjectNode json() {
    ObjectNode root = JSON.createObjectNode().put("seed", seed).put("loadAverage", load());
    root.put("processors", Runtime.getRuntime().availableProcessors());
    var array = root.putArray("trials");
    for (Line line : lines) {
      ObjectNode trial = array.addObject();
      trial.put("row", line.row().toString()).put("delivery", line.delivery().toString());
      trial.put("began", line.began().toString()).put("passed", line.passed());
      Judgement judged = line.judgement();
      if (judged != null) {
        trial.put("images", judged.images()).put("outcomes", judged.outcomes());
        trial.put("lost", judged.lost()).put("repeats", judged.repeats());
        trial.put("unrecognised", judged.unrecognised());
      }
      line.notes().forEach(trial.putArray("notes")::add);
      var strikes = trial.putArray("strikes");
      for (Strike strike : line.strikes()) {
        ObjectNode each = strikes.addObject().put("what", strike.what());
        each.put("target", strike.target()).put("pids", strike.pids());
        each.put("at", strike.at().toString()).put("recoverySeconds", strike.seconds());
      }
    }
    return root;
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
