package io.millrace.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedFlinkIT {
  @TempDir private Path folder;
  private EmbeddedFlink flink;

  @BeforeEach
  void startFlink() {
    int port = PortBook.choose(folder.resolve("ports.json"), Map.of()).of(PortUse.FLINK);
    flink = EmbeddedFlink.start(folder.resolve("flink"), port, 2, Map.of());
  }

  @AfterEach
  void closeFlink() {
    flink.close();
  }

  /** Counts for as long as it runs. */
  private static StreamGraph counting(String name, long end) {
    var environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment.setParallelism(2);
    environment.enableCheckpointing(100);
    environment.fromSequence(1, end).map(number -> number + 1).returns(Types.LONG);
    var graph = environment.getStreamGraph();
    graph.setJobName(name);
    return graph;
  }

  @Test
  void boundedJobFinishes() throws Exception {
    var job = flink.submit(counting("short", 1_000));
    assertThat(flink.result(job).get().isSuccess()).isTrue();
    assertThat(flink.status(job)).isEqualTo(JobStatus.FINISHED);
  }

  @Test
  void runningJobStopsAtASavepointBelowTheDataDirectory() throws Exception {
    var job = flink.submit(counting("endless", Long.MAX_VALUE));
    awaitRunning(job);
    String savepoint = flink.stopWithSavepoint(job);
    assertThat(Path.of(URI.create(savepoint)))
        .isDirectory()
        .startsWith(folder.resolve("flink/savepoints"));
    assertThat(flink.status(job)).isEqualTo(JobStatus.FINISHED);
  }

  @Test
  void cancelledJobEnds() throws Exception {
    var job = flink.submit(counting("cancelled", Long.MAX_VALUE));
    flink.cancel(job);
    flink.result(job).get();
    assertThat(flink.status(job)).isEqualTo(JobStatus.CANCELED);
  }

  @Test
  void clusterClosesInBoundedTimeOverARunningJob() throws Exception {
    awaitRunning(flink.submit(counting("left running", Long.MAX_VALUE)));
    long before = System.nanoTime();
    flink.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void unknownJobIsAClearFailure() {
    var unknown = JobID.generate();
    assertThatThrownBy(() -> flink.cancel(unknown))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cancel job " + unknown);
  }

  @Test
  void webInterfaceServesItsPageAndItsApi() throws Exception {
    assertThat(page(flink.url() + "/")).contains("<title>Apache Flink");
    assertThat(page(flink.url() + "/v1/overview")).contains("\"slots-total\":2");
  }

  private void awaitRunning(JobID job) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> flink.isProcessing(job));
  }

  private static String page(String url) throws IOException {
    try (var body = new URL(url).openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
