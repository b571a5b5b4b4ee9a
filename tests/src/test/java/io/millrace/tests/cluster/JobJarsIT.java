package io.millrace.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.cluster.ClusterOptions;
import io.millrace.cli.cluster.FlinkCluster;
import io.millrace.cli.cluster.FlinkJars;
import io.millrace.cli.cluster.FlinkOptions;
import io.millrace.cli.cluster.JobRequest;
import io.millrace.cli.cluster.JobRest;
import io.millrace.cli.cluster.JobRest.Subtask;
import io.millrace.cli.cluster.Member;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Fault;
import io.millrace.tests.oracle.Oracle;
import io.millrace.tests.restart.Traffic;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.ClusterBinding;
import io.millrace.tests.stack.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.JobStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both job jars on two TaskManagers that are processes of their own: submitted, restarted,
 * submitted again. Native code and models must be there once per process all the while.
 */
@Timeout(300)
class JobJarsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;
  private final FashionMnist model = FashionMnist.read();
  private final Oracle oracle = new Oracle(model.golden());
  private final FlinkJars jars = FlinkJars.find();

  @Test
  void thinJarFindsItsHostAgainAfterRestartFailoverAndResubmission() throws IOException {
    FlinkOptions flink = FlinkOptions.of(jars).withShortTimeouts().withHighAvailability(true);
    try (var stack = open(flink)) {
      FlinkCluster cluster = stack.cluster().flink();
      Member survivor = cluster.taskManagers().get(0);
      Member killed = cluster.taskManagers().get(1);
      var traffic = new Traffic(stack.endpoints(), model);
      JobRest job = submitted(stack, jars.thin(), JobRequest.of(arguments(stack)));
      assertThat(job.subtasks())
          .hasSize(4)
          .extracting(Subtask::taskManager)
          .contains(cluster.idOf(survivor), cluster.idOf(killed));
      traffic.publish(120);
      assertThat(oracle.judge(traffic.settled())).hasToString("clean");

      killed.kill();
      killed.start();
      Awaitility.await("the loss is noticed").atMost(PATIENCE).until(() -> job.restarts() > 0);
      awaitWork(job);
      traffic.publish(120);
      nothingIsLost(traffic.settled());

      cluster.jobManager().kill();
      cluster.jobManager().start();
      awaitWork(job);
      assertThat(job.checkpoints().restored()).isPresent();
      traffic.publish(120);
      nothingIsLost(traffic.settled());

      String savepoint = job.stopWithSavepoint(stack.cluster().savepoints());
      assertThat(job.awaitEnd(PATIENCE)).isEqualTo(JobStatus.FINISHED);
      submitted(stack, jars.thin(), JobRequest.of(arguments(stack)).from(savepoint));
      traffic.publish(120);
      nothingIsLost(traffic.settled());

      assertThat(loads(survivor)).isEqualTo(1);
      assertThat(hosts(cluster, survivor)).isEqualTo(1);
    }
  }

  @Test
  void fatJarTakesItsHostAlongWhenItsJobEnds() throws IOException {
    try (var stack = open(FlinkOptions.of(jars).withShortTimeouts().withoutLibraries())) {
      FlinkCluster cluster = stack.cluster().flink();
      var traffic = new Traffic(stack.endpoints(), model);
      JobRest first = submitted(stack, jars.fat(), JobRequest.of(arguments(stack)));
      traffic.publish(120);
      assertThat(oracle.judge(traffic.settled())).hasToString("clean");
      first.cancel();
      assertThat(first.awaitEnd(PATIENCE)).isEqualTo(JobStatus.CANCELED);

      JobRequest again =
          JobRequest.of(arguments(stack)).from(first.checkpoints().latest().orElseThrow());
      submitted(stack, jars.fat(), again);
      traffic.publish(120);
      nothingIsLost(traffic.settled());

      for (Member taskManager : cluster.taskManagers()) {
        assertThat(loads(taskManager)).isEqualTo(2);
        Awaitility.await("only the second job's host lives")
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> assertThat(hosts(cluster, taskManager)).isEqualTo(1));
      }
    }
  }

  private ClusterBinding open(FlinkOptions flink) {
    var stack = ClusterBinding.open(folder, ClusterOptions.of(jars).withFlink(flink));
    new Operator(stack.endpoints(), model.directory()).putInService(1);
    return stack;
  }

  private static List<String> arguments(ClusterBinding stack) {
    return stack.cluster().jobArguments(FashionMnist.MODEL);
  }

  private static JobRest submitted(ClusterBinding stack, Path jar, JobRequest request) {
    JobRest job = stack.cluster().flink().rest().submit(jar, request);
    awaitWork(job);
    return job;
  }

  private static void awaitWork(JobRest job) {
    Awaitility.await("every task takes images")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(job::isProcessing);
  }

  private void nothingIsLost(Evidence evidence) {
    assertThat(oracle.judge(evidence).faults()).isSubsetOf(Fault.DUPLICATE);
  }

  /** How often a TaskManager has loaded a model. */
  private static int loads(Member taskManager) throws IOException {
    String log = Files.readString(taskManager.log());
    return log.split("Load of fashion-mnist", -1).length - 1;
  }

  /** How many hosts live in a TaskManager now: each has one such thread. */
  private static int hosts(FlinkCluster cluster, Member taskManager) {
    return Collections.frequency(
        cluster.rest().threads(cluster.idOf(taskManager)), "millrace-registry-tail");
  }
}
