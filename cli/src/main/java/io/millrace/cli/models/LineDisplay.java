package io.millrace.cli.models;

import io.millrace.avro.ModelEvent;
import io.millrace.cli.registry.HostLine;
import io.millrace.cli.registry.Trail;
import io.millrace.cli.terminal.Console;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A line for each decision, and one for each host whenever it has come further. */
final class LineDisplay implements Display {

  private final Console console;
  private final Map<String, String> stages = new HashMap<>();
  private long version;

  LineDisplay(Console console) {
    this.console = console;
  }

  @Override
  public void event(ModelEvent event) {
    console.say("  " + Trail.line(event));
  }

  @Override
  public void progress(Progress now) {
    if (now.version() != version) {
      version = now.version();
      stages.clear();
    }
    Set<String> gone = new HashSet<>(stages.keySet());
    gone.removeAll(now.hosts().stream().map(HostLine::host).collect(Collectors.toSet()));
    for (String host : gone) {
      stages.remove(host);
      console.say("  host %s  is gone".formatted(host));
    }
    for (HostLine host : now.hosts()) {
      if (!host.stage().equals(stages.put(host.host(), host.stage()))) {
        console.say("  %s (version %d)".formatted(host.text(), version));
      }
    }
  }
}
