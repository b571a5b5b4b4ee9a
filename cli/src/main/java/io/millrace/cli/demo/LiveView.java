package io.millrace.cli.demo;

import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ProgressLine;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Shows the account while images flow: a bar on a terminal, a line every second elsewhere. */
final class LiveView implements AutoCloseable {

  private final Account account;
  private final Console console;
  private final int images;
  private final ProgressLine bar;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(body -> new Thread(body, "millrace-demo-view"));

  /**
   * A view, shown until it is closed.
   *
   * @param images how many the run has in all
   */
  LiveView(Account account, Console console, int images) {
    this.account = account;
    this.console = console;
    this.images = images;
    this.bar = ProgressLine.of("Images", images, console);
    long everyMillis = console.isTerminal() ? 200 : 1_000;
    var unused =
        clock.scheduleAtFixedRate(this::show, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
  }

  /** Shows the account as it is now. */
  void show() {
    String line = line(account.figures());
    if (console.isTerminal()) {
      bar.at(account.out(), line);
    } else {
      console.say("  %d/%d images  %s".formatted(account.out(), images, line));
    }
  }

  private static String line(Figures figures) {
    String accuracy =
        figures.accuracy().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "v%d %.1f %%", e.getKey(), 100 * e.getValue()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%.0f/s  p50 %.1f ms  p99 %.1f ms  version %s  accuracy %s",
        figures.perSecond(),
        figures.p50Millis(),
        figures.p99Millis(),
        figures.version() == 0 ? "-" : String.valueOf(figures.version()),
        accuracy.isEmpty() ? "-" : accuracy);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    bar.close();
  }
}
