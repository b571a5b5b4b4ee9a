package io.millrace.cli.terminal;

import java.util.List;

/**
 * A few lines at the bottom of a terminal that are drawn anew in place while other lines scroll by
 * above them. For a terminal only; uses the ANSI sequences (ECMA-48) CUU and ED.
 */
public final class LiveBlock implements AutoCloseable {

  private static final String ESCAPE = "\u001b[";

  private final Console console;
  private final int columns;
  private List<String> shown = List.of();

  /**
   * An empty block.
   *
   * @param columns width of the terminal; longer lines are cut, for a wrapped one could not be
   *     drawn over
   */
  public LiveBlock(Console console, int columns) {
    this.console = console;
    this.columns = columns;
  }

  /** Draws these lines where the ones before were. */
  public void show(List<String> lines) {
    List<String> cut = lines.stream().map(this::cut).toList();
    if (!cut.equals(shown)) {
      console.out().print(erasure() + String.join("", cut.stream().map(l -> l + "\n").toList()));
      console.out().flush();
      shown = cut;
    }
  }

  /** A line that stays, above the block. */
  public void say(String line) {
    List<String> below = shown;
    close();
    console.say(line);
    show(below);
  }

  private String erasure() {
    return shown.isEmpty() ? "" : ESCAPE + shown.size() + "A" + ESCAPE + "J";
  }

  private String cut(String line) {
    return line.length() < columns ? line : line.substring(0, columns - 2) + "…";
  }

  /** Takes the block away. */
  @Override
  public void close() {
    console.out().print(erasure());
    console.out().flush();
    shown = List.of();
  }
}
