package io.millrace.cli.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All of one run of {@code millrace bench NAME}. */
public record Report(
    String bench,
    Map<String, Object> machine,
    Map<String, Object> settings,
    List<Row> rows,
    List<Plot> plots) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public Report {
    rows = List.copyOf(rows);
    plots = List.copyOf(plots);
  }

  /** One line. */
  public String toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("settings", settings);
    json.put("rows", rows.stream().map(Row::asJson).toList());
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bars missed. */
  public long missed() {
    return rows.stream().filter(row -> Boolean.FALSE.equals(row.meets())).count();
  }
}
