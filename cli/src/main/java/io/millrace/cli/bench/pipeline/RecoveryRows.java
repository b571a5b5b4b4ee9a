package io.millrace.cli.bench.pipeline;

import io.millrace.cli.bench.engine.Workload;
import io.millrace.cli.bench.report.Bar;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Spread;
import io.millrace.cli.cluster.FlinkCluster;
import io.millrace.cli.cluster.FlinkJars;
import io.millrace.cli.cluster.FlinkOptions;
import io.millrace.cli.cluster.JobRequest;
import io.millrace.cli.cluster.JobRest;
import io.millrace.cli.cluster.Member;
import io.millrace.cli.stack.PortBook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * How long a partition has no prediction after the TaskManager that scored it was killed, on a
 * Flink cluster of processes with the timeouts that the tests of faults have.
 */
record RecoveryRows(Stand stand, Workload workload, PipelineSettings settings) implements Group {

  private static final Bar BAR = Bar.atMost(6);
  private static final int TASK_MANAGERS = 2;
  private static final long PATIENCE_SECONDS = 90;
  private static final int POLL_MILLIS = 50;
  private static final String JOB_GROUP = "bench-recovery";

  @Override
  public String title() {
    return "Seconds from the kill -9 of a TaskManager to the next prediction of its partitions";
  }

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    FlinkJars jars = FlinkJars.find();
    FlinkOptions options =
        FlinkOptions.of(jars)
            .withTaskManagers(TASK_MANAGERS, stand.setup().parallelism())
            .withShortTimeouts();
    Path folder = stand.directory().folderFor("recovery");
    PortBook ports = PortBook.choose(folder.resolve("ports.json"), Map.of());
    try (var writer = new ImageWriter(stand.endpoints());
        var cluster = FlinkCluster.launch(folder, stand.directory().logs(), ports, jars, options)) {
      List<byte[]> envelopes = writer.envelopes(workload.net().label(), workload.images());
      cluster.awaitServing();
      GroupOffsets.atEnd(stand.endpoints(), JOB_GROUP);
      JobRest job = cluster.rest().submit(jars.thin(), request());
      await("the job processes", job::isProcessing);
      Row row;
      try (var traffic = new SteadyTraffic(stand.endpoints(), envelopes)) {
        row = row(kills(cluster, job, traffic));
      } finally {
        job.cancel();
      }
      done.accept(row);
      return List.of(row);
    }
  }

  private JobRequest request() {
    return JobRequest.of(
            List.of(
                "--bootstrap-servers",
                stand.endpoints().bootstrapServers(),
                "--schema-registry",
                stand.endpoints().registryUrl(),
                "--default-model",
                workload.net().label(),
                "--group-id",
                JOB_GROUP,
                "--checkpoint-interval",
                "2s"))
        .withParallelism(stand.setup().parallelism());
  }

  private List<Double> kills(FlinkCluster cluster, JobRest job, SteadyTraffic traffic)
      throws InterruptedException {
    List<Double> seconds = new ArrayList<>();
    traffic.awaitAllSince(System.nanoTime());
    for (int kill = 0; kill < settings.kills(); kill++) {
      Member victim = victim(cluster, job);
      long at = System.nanoTime();
      victim.kill();
      seconds.add((traffic.awaitAllSince(at) - at) / 1e9);
      victim.start();
      await(victim.name() + " is back", () -> cluster.isRegistered(victim));
      await("the job processes", job::isProcessing);
      traffic.awaitAllSince(System.nanoTime());
    }
    return seconds;
  }

  /** One that has a task of the job. */
  private static Member victim(FlinkCluster cluster, JobRest job) {
    String used = job.subtasks().get(0).taskManager();
    return cluster.taskManagers().stream()
        .filter(each -> cluster.idOf(each).equals(used))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no TaskManager is " + used));
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(String what, Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "after %d s it does not hold that %s".formatted(PATIENCE_SECONDS, what));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS); // A cluster is only asked, it tells nobody.
    }
  }

  private Row row(List<Double> seconds) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("what", "kill until every partition has a prediction of an image sent later");
    details.put("kills", seconds.size());
    details.put("task_managers", TASK_MANAGERS);
    details.put("heartbeat_interval_s", 1);
    details.put("heartbeat_timeout_s", 10);
    return new Row(
        8,
        "recovery",
        workload.name(),
        Spread.of(seconds),
        "s",
        BAR,
        new Row.Details(details, Map.of()));
  }
}
