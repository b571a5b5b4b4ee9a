package io.millrace.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.cluster.ClusterOptions;
import io.millrace.cli.cluster.FlinkJars;
import io.millrace.cli.cluster.FlinkOptions;
import io.millrace.cli.cluster.JobRest;
import io.millrace.tests.oracle.Oracle;
import io.millrace.tests.restart.Traffic;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.ClusterBinding;
import io.millrace.tests.stack.Operator;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.JobStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both job jars run on a cluster of two TaskManagers, and again when they are submitted again. */
@Timeout(240)
class JobJarsIT {

  @TempDir private Path folder;
  private final FashionMnist model = FashionMnist.read();
  private final Oracle oracle = new Oracle(model.golden());
  private final FlinkJars jars = FlinkJars.find();

  @Test
  void thinJarRunsOnTheLibrariesOfTheCluster() {
    runs(FlinkOptions.of(jars), jars.thin());
  }

  @Test
  void fatJarRunsOnAClusterThatHasNothingOfOurs() {
    runs(FlinkOptions.of(jars).withoutLibraries(), jars.fat());
  }

  private void runs(FlinkOptions flink, Path jar) {
    var options = ClusterOptions.of(jars).withFlink(flink.withShortTimeouts());
    long began = System.nanoTime();
    try (var stack = ClusterBinding.open(folder, options)) {
      System.out.printf("up after %d ms%n", (System.nanoTime() - began) / 1_000_000);
      var cluster = stack.cluster();
      new Operator(stack.endpoints(), model.directory()).putInService(1);
      JobRest job = cluster.flink().rest().submit(jar, cluster.jobArguments(FashionMnist.MODEL));
      Awaitility.await("it works").atMost(Duration.ofSeconds(60)).until(job::isProcessing);
      System.out.printf("processing after %d ms%n", (System.nanoTime() - began) / 1_000_000);
      var traffic = new Traffic(stack.endpoints(), model);
      traffic.publish(200);
      assertThat(oracle.judge(traffic.settled())).hasToString("clean");
      System.out.printf("settled after %d ms%n", (System.nanoTime() - began) / 1_000_000);
      assertThat(job.subtasks())
          .hasSize(4)
          .extracting(JobRest.Subtask::taskManager)
          .containsOnly("taskmanager-1.1", "taskmanager-2.1")
          .contains("taskmanager-1.1", "taskmanager-2.1");

      String savepoint = job.stopWithSavepoint(cluster.savepoints());
      assertThat(job.awaitEnd(Duration.ofSeconds(20))).isEqualTo(JobStatus.FINISHED);
      System.out.println(savepoint);
    }
    System.out.printf("closed after %d ms%n", (System.nanoTime() - began) / 1_000_000);
  }
}
