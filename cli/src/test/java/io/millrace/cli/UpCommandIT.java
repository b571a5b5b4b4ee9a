package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.stack.StackFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace up} as a real process, killed in every way that processes are. */
@Timeout(180)
class UpCommandIT {
  /** Below what the stack takes for itself, and not that of {@link ClusterUpCommandIT}. */
  private static final int METRICS_PORT = 13_349;

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();

  private Process up(Path out) throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            Millrace.class.getName(),
            "up",
            "--metrics-port",
            Integer.toString(METRICS_PORT),
            "--data-dir",
            folder.resolve("data").toString());
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // Java would print that it has found them
    var process = builder.start();
    started.add(process);
    return process;
  }

  @AfterEach
  void endWhatATestLeft() {
    started.forEach(Process::destroyForcibly);
  }

  private Process upAndAnnounced(Path out) throws IOException {
    var process = up(out);
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .failFast("it ended", () -> !process.isAlive())
        .until(() -> Files.exists(folder.resolve("data/stack.json")));
    return process;
  }

  /**
   * Ctrl-C; where whoever started the tests has them ignore it, as shells do in the background, the
   * other signal that asks a process to end.
   *
   * @return exit code that is to follow
   */
  private static int interrupt(Process process) throws Exception {
    boolean ignored = ignoresInterrupt();
    signal(ignored ? "TERM" : "INT", process);
    return ignored ? 143 : 130;
  }

  private static boolean ignoresInterrupt() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0);
  }

  private static void signal(String name, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Test
  void secondUpIsRefusedAndCtrlCStopsTheFirstInOrder() throws Exception {
    Path out = folder.resolve("out");
    var first = upAndAnnounced(out);
    var registry = first.children().toList();
    assertThat(StackFile.find(folder.resolve("data")).pid()).isEqualTo(first.pid());
    assertThat(registry).hasSize(1);

    var second = up(folder.resolve("second"));
    assertThat(second.waitFor()).isEqualTo(2);
    assertThat(Files.readAllLines(folder.resolve("second")))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("in use", "pid " + first.pid()));
    assertThat(folder.resolve("data/stack.json")).exists();

    assertThat(folder.resolve("data/logs/millrace.log")).isNotEmptyFile();
    URI metrics = URI.create("http://127.0.0.1:" + METRICS_PORT + "/metrics");
    HttpRequest scrape = HttpRequest.newBuilder(metrics).build();
    assertThat(HttpClient.newHttpClient().send(scrape, BodyHandlers.ofString()).body())
        .contains("flink_jobmanager_numRunningJobs");
    int interrupted = interrupt(first);
    assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).isEqualTo(interrupted);
    assertThat(Files.readString(out))
        .contains("The stack is up.")
        .endsWith("Everything has stopped.\n");
    assertThat(folder.resolve("data/stack.json")).doesNotExist();
    assertThat(registry).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void ctrlCWhileItStartsLeavesNothing() throws Exception {
    Path out = folder.resolve("out");
    var starting = up(out);
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> starting.children().count() == 1);
    var registry = starting.children().toList();
    int interrupted = interrupt(starting);
    assertThat(starting.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(starting.exitValue()).isEqualTo(interrupted);
    assertThat(registry).noneMatch(ProcessHandle::isAlive);
    assertThat(folder.resolve("data/stack.json")).doesNotExist();
    assertThat(Files.readString(out))
        .doesNotContain("is up", "millrace:")
        .endsWith("Everything has stopped.\n");
  }

  @Test
  void killedParentTakesTheRegistryAlongAndTheNextStackStarts() throws Exception {
    var killed = upAndAnnounced(folder.resolve("out"));
    var registry = killed.children().toList();
    assertThat(registry).hasSize(1);

    signal("KILL", killed);
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(registry).noneMatch(ProcessHandle::isAlive));

    Files.delete(folder.resolve("data/stack.json"));
    var next = upAndAnnounced(folder.resolve("next"));
    signal("TERM", next);
    assertThat(next.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(next.exitValue()).isEqualTo(143);
  }
}
