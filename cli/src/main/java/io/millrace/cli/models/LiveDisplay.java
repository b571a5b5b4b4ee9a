package io.millrace.cli.models;

import io.millrace.avro.ModelEvent;
import io.millrace.cli.registry.HostLine;
import io.millrace.cli.registry.Trail;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.LiveBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decisions scroll by; below them hosts and step are drawn anew in place. For a terminal. */
final class LiveDisplay implements Display {

  private static final int COLUMNS = 80;
  private static final int MOST_HOSTS = 15;

  private final LiveBlock block;

  LiveDisplay(Console console) {
    this.block = new LiveBlock(console, columns(System.getenv("COLUMNS")));
  }

  private static int columns(@Nullable String told) {
    return told != null && told.matches("[1-9]\\d{1,3}") ? Integer.parseInt(told) : COLUMNS;
  }

  @Override
  public void event(ModelEvent event) {
    block.say("  " + Trail.line(event));
  }

  @Override
  public void progress(Progress now) {
    List<String> lines = new ArrayList<>();
    if (!now.step().isEmpty()) {
      lines.add("  version %d: %s".formatted(now.version(), now.step()));
    }
    // Those that are not ready are what somebody waits for.
    now.hosts().stream()
        .sorted(Comparator.comparing(host -> host.stage().equals("READY")))
        .limit(MOST_HOSTS)
        .map(HostLine::text)
        .forEach(line -> lines.add("  " + line));
    int more = now.hosts().size() - MOST_HOSTS;
    if (more > 0) {
      lines.add("  and %d more".formatted(more));
    }
    block.show(lines);
  }

  @Override
  public void close() {
    block.close();
  }
}
