package io.millrace.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns as wide as what is in them, two spaces apart; the last one as long as it is. A column
 * whose heading ends with {@code >} is flush right.
 */
public final class Table {

  private static final String RIGHT = ">";

  private final List<Boolean> right;
  private final List<List<String>> rows = new ArrayList<>();

  private Table(List<String> headings) {
    right = headings.stream().map(heading -> heading.endsWith(RIGHT)).toList();
    rows.add(headings.stream().map(heading -> heading.replace(RIGHT, "")).toList());
  }

  public static Table of(String... headings) {
    return new Table(List.of(headings));
  }

  /** One row more; an empty cell is shown as a dash, but not in the last column. */
  public Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      String text = cell.toString();
      boolean last = row.size() == right.size() - 1;
      row.add(text.isEmpty() && !last ? "-" : text);
    }
    rows.add(row);
    return this;
  }

  /** The headings and the rows, one line each. */
  public List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> row) {
    var line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i);
      String padding = " ".repeat(width(i) - cell.length());
      line.append(right.get(i) ? padding + cell : cell + padding).append("  ");
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
