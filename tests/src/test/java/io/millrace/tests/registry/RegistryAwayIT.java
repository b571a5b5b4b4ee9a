package io.millrace.tests.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.InferenceJob;
import io.millrace.registry.RegistrySync;
import io.millrace.registry.SyncOptions;
import io.millrace.schemas.TopicAdmin;
import io.millrace.schemas.Topics;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Oracle;
import io.millrace.tests.restart.Traffic;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.EmbeddedStackBinding;
import io.millrace.tests.stack.Operator;
import io.millrace.tests.stack.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row F18: there is no registry topic when the job starts. {@code mvn verify -Pfaults} plays it.
 */
@Tag("faults")
@Timeout(240)
class RegistryAwayIT {

  private static final int IMAGES = 200;

  /** Longer than three tries of the hosts to read the topic. */
  private static final Duration AWAY = Duration.ofSeconds(35);

  private final FashionMnist model = FashionMnist.read();

  @Test
  void f18JobWithoutARegistryTopicWaitsAndScoresNothing(@TempDir Path folder) throws Exception {
    try (var stack = EmbeddedStackBinding.withoutPrograms(folder.resolve("stack"));
        var admin = Admin.create(stack.endpoints().kafka())) {
      new TopicAdmin(admin, Stack.PARTITIONS).ensure();
      admin.deleteTopics(List.of(Topics.MODEL_REGISTRY.name())).all().get();
      var traffic = new Traffic(stack.endpoints(), model);
      traffic.publish(IMAGES);

      JobID job = stack.flink().submit(graph(stack));
      Awaitility.await("nothing comes out and nothing is started again")
          .pollDelay(AWAY)
          .timeout(AWAY.multipliedBy(2))
          .until(() -> true);
      assertThat(traffic.await("what is there now", evidence -> true).outcomes()).isEmpty();
      assertThat(stack.flink().status(job)).isEqualTo(JobStatus.RUNNING);
      assertThat(stack.flink().isProcessing(job)).as("is ready").isFalse();

      var options = new SyncOptions(folder.resolve("sync"), Stack.PARTITIONS, Map.of());
      try (var sync = RegistrySync.start(stack.endpoints(), options, state -> {})) {
        assertThat(sync.awaitReady(Duration.ofSeconds(30))).isTrue();
        new Operator(stack.endpoints(), model.directory()).putInService(1);
        Evidence evidence = traffic.settled();
        assertThat(new Oracle(model.golden()).judge(evidence)).hasToString("clean");
        assertThat(evidence.images()).hasSize(IMAGES);
      }
      stack.flink().cancel(job);
    }
  }

  /** It may not be restarted: a failure while it waits would end it. */
  private static StreamGraph graph(EmbeddedStackBinding stack) {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, 2);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    List<String> options =
        List.of(
            "--bootstrap-servers=" + stack.endpoints().bootstrapServers(),
            "--schema-registry=" + stack.endpoints().registryUrl(),
            "--default-model=" + FashionMnist.MODEL,
            "--checkpoint-interval=1s");
    StreamGraph graph = InferenceJob.environment(options, settings).getStreamGraph();
    graph.setJobName("without a registry topic");
    return graph;
  }
}
