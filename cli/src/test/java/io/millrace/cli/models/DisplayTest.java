package io.millrace.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.EventKind;
import io.millrace.cli.models.Display.Progress;
import io.millrace.cli.registry.HostLine;
import io.millrace.cli.registry.Records;
import io.millrace.cli.terminal.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DisplayTest {

  private static final HostLine LOADING = new HostLine("a", "LOADING", "");
  private static final HostLine READY = new HostLine("a", "READY", "loaded in 812 ms");

  private final StringWriter out = new StringWriter();
  private final Console console = new Console(new PrintWriter(out, true), new PrintWriter(out));

  private static Progress progress(HostLine... hosts) {
    return new Progress(7, "canary of 25%", List.of(hosts));
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  @Test
  void linesSayAHostOnlyWhenItHasComeFurther() {
    var display = new LineDisplay(console);
    display.progress(progress(LOADING));
    display.progress(progress(LOADING));
    display.event(Records.event(2, EventKind.STAGING, 7L, "alice", "because."));
    display.progress(progress(READY));
    display.progress(progress());
    assertThat(lines())
        .containsExactly(
            "  host a  LOADING (version 7)",
            "  14:00:02 garments:7 STAGING: because.",
            "  host a  READY  loaded in 812 ms (version 7)",
            "  host a  is gone");
  }

  @Test
  void jsonIsOneObjectALineForEachEventAndEachChangeOfAHost() {
    var display = new JsonDisplay(console);
    display.progress(progress(LOADING));
    display.progress(progress(LOADING));
    display.event(Records.event(2, EventKind.STAGING, 7L, "alice", "because."));
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0))
        .isEqualTo(
            "{\"type\":\"host\",\"host\":\"a\",\"version\":7,\"stage\":\"LOADING\",\"figures\":\"\"}");
    assertThat(lines().get(1)).startsWith("{\"type\":\"event\",\"model\":\"garments\"");
  }

  @Test
  void aTerminalShowsTheStepAndFirstTheHostsThatAreNotReady() {
    try (var display = new LiveDisplay(console)) {
      display.progress(progress(READY, new HostLine("b", "LOADING", "")));
      assertThat(lines())
          .containsExactly(
              "  version 7: canary of 25%",
              "  host b  LOADING", "  host a  READY  loaded in 812 ms");
    }
    assertThat(out.toString()).endsWith("\u001b[3A\u001b[J");
  }

  @Test
  void aTerminalShowsTheFirstOfManyHosts() {
    HostLine[] many =
        IntStream.range(0, 40)
            .mapToObj(i -> new HostLine("host-" + i, "LOADING", ""))
            .toArray(HostLine[]::new);
    try (var display = new LiveDisplay(console)) {
      display.progress(progress(many));
      assertThat(lines()).hasSize(17).last().isEqualTo("  and 25 more");
    }
  }
}
