package io.millrace.cli.bench.report;

import java.util.Map;
import java.util.stream.Collectors;

/** Tells a report to people. */
final class Markdown {

  private Markdown() {}

  static String of(Report report) {
    StringBuilder text = new StringBuilder("# millrace bench " + report.bench() + "\n\n");
    text.append(
        "Every value is the median of the repetitions, in brackets the lowest and the highest.\n\n");
    text.append("| what | on | value | spread | bar |\n|---|---|---|---|---|\n");
    report.rows().forEach(row -> text.append(line(row)));
    report
        .plots()
        .forEach(plot -> text.append("\n![%s](%s.svg)\n".formatted(plot.title(), plot.name())));
    text.append("\n## What the figures were made of\n\n");
    text.append("| what | on | a | b |\n|---|---|---|---|\n");
    for (Row row : report.rows()) {
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  row.name(), row.workload(), list(row.details().a()), list(row.details().b())));
    }
    text.append(section("Machine", report.machine()));
    return text.append(section("Settings", report.settings())).toString();
  }

  private static String line(Row row) {
    return "| %s | %s | %s %s | [%s, %s] | %s |\n"
        .formatted(
            row.name(),
            row.workload(),
            Numbers.text(row.value().median()),
            row.unit(),
            Numbers.text(row.value().low()),
            Numbers.text(row.value().high()),
            row.verdict());
  }

  private static String section(String title, Map<String, Object> entries) {
    return entries.entrySet().stream()
        .map(entry -> "- " + entry.getKey() + ": " + entry.getValue() + "\n")
        .collect(Collectors.joining("", "\n## " + title + "\n\n", ""));
  }

  private static String list(Map<String, Object> details) {
    return details.entrySet().stream()
        .map(entry -> entry.getKey() + " " + text(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String text(Object value) {
    return value instanceof Double number ? Numbers.text(number) : String.valueOf(value);
  }
}
