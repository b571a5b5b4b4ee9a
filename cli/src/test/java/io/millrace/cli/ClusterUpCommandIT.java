package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.stack.PortBook;
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

/** {@code millrace cluster up} as a real process with real children. */
@Timeout(240)
class ClusterUpCommandIT {
  /** Broker, schema registry, ZooKeeper, JobManager, TaskManager. */
  private static final int CHILDREN = 5;

  /** Not one that {@link PortBook} would give to anything else. */
  private static final int METRICS_PORT = 13_249;

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();

  private Process up(String output) throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            Millrace.class.getName(),
            "cluster",
            "up",
            "--task-managers",
            "1",
            "--high-availability",
            "--metrics-port",
            Integer.toString(METRICS_PORT),
            "--data-dir",
            folder.resolve("data").toString());
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(output).toFile());
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

  private Process upAndAnnounced(String output) throws IOException {
    var process = up(output);
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .failFast("it ended", () -> !process.isAlive())
        .until(() -> Files.exists(folder.resolve("data/stack.json")));
    return process;
  }

  private String read(String output) {
    try {
      return Files.readString(folder.resolve(output));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void secondIsRefusedADeadProcessComesBackAndNothingOutlivesTheParent() throws Exception {
    var first = upAndAnnounced("first");
    var children = first.children().toList();
    assertThat(StackFile.find(folder.resolve("data")).pid()).isEqualTo(first.pid());
    assertThat(children).hasSize(CHILDREN);

    var second = up("second");
    assertThat(second.waitFor()).isEqualTo(2);
    assertThat(read("second").lines())
        .singleElement()
        .satisfies(line -> assertThat(line).contains("in use", "pid " + first.pid()));

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> read("first").contains("Stop it with Ctrl-C."));
    metricsAreServedByTheNamesOfTheirPage();
    ProcessHandle taskManager = ofName(children, "taskmanager-1");
    taskManager.destroyForcibly();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> read("first").contains("It was started again."));
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> first.children().count() == CHILDREN);

    var last = first.children().toList();
    first.destroyForcibly().waitFor();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(last).noneMatch(ProcessHandle::isAlive));

    Files.delete(folder.resolve("data/stack.json"));
    var next = upAndAnnounced("next");
    next.destroy();
    assertThat(next.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(next.exitValue()).isEqualTo(143);
    assertThat(read("next")).contains("The cluster is up.").endsWith("Everything has stopped.\n");
  }

  /** The names in docs/metrics.md that alarms are made of. */
  private void metricsAreServedByTheNamesOfTheirPage() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(scrape(METRICS_PORT) + scrape(METRICS_PORT + 1))
                    .contains(
                        "flink_jobmanager_job_lastCheckpointDuration{",
                        "flink_jobmanager_job_numRestarts{",
                        "flink_taskmanager_job_task_operator_millrace_predictions{",
                        "flink_taskmanager_job_millrace_code_images_failed{",
                        "flink_taskmanager_job_millrace_stuck_workers{"));
  }

  private static String scrape(int port) throws IOException, InterruptedException {
    URI page = URI.create("http://" + PortBook.HOST + ":" + port + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
        .body();
  }

  private ProcessHandle ofName(List<ProcessHandle> children, String name) {
    String said = read("first");
    return children.stream()
        .filter(child -> said.contains(name + " " + child.pid()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in: " + said));
  }
}
