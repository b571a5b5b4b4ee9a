package io.millrace.tests.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.InferenceJob;
import io.millrace.registry.RegistrySync;
import io.millrace.registry.SyncOptions;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Oracle;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.EmbeddedStackBinding;
import io.millrace.tests.stack.Operator;
import io.millrace.tests.stack.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job with transactions, over a savepoint and at another parallelism. */
@Timeout(180)
class ExactlyOnceIT {

  @TempDir private Path folder;
  private final FashionMnist model = FashionMnist.read();

  @Test
  void readerOfCommittedRecordsSeesEachOnceOverASavepointAndARescale() throws Exception {
    try (var stack = EmbeddedStackBinding.withoutPrograms(folder.resolve("data"));
        var sync = sync(stack)) {
      assertThat(sync.awaitReady(Duration.ofSeconds(30))).isTrue();
      JobID first = stack.flink().submit(graph(stack, 2));
      new Operator(stack.endpoints(), model.directory()).putInService(1);
      var traffic = new Traffic(stack.endpoints(), model);
      traffic.publish(200);
      traffic.settled();
      traffic.publish(100);
      String savepoint = stack.flink().stopWithSavepoint(first);
      traffic.publish(100);

      StreamGraph next = graph(stack, 1);
      next.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint, false));
      JobID second = stack.flink().submit(next);
      Evidence evidence = traffic.settled();

      assertThat(evidence.images()).hasSize(400);
      assertThat(new Oracle(model.golden()).judge(evidence)).hasToString("clean");
      stack.flink().cancel(second);
    }
  }

  private RegistrySync sync(EmbeddedStackBinding stack) throws Exception {
    var options = new SyncOptions(folder.resolve("sync"), Stack.PARTITIONS, Map.of());
    return RegistrySync.start(stack.endpoints(), options, state -> {});
  }

  private StreamGraph graph(EmbeddedStackBinding stack, int parallelism) {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    List<String> options = new ArrayList<>();
    options.add("--bootstrap-servers=" + stack.endpoints().bootstrapServers());
    options.add("--schema-registry=" + stack.endpoints().registryUrl());
    options.add("--default-model=" + FashionMnist.MODEL);
    options.add("--delivery=exactly-once");
    options.add("--checkpoint-interval=500ms");
    options.add("--stats-window=1m");
    StreamGraph graph = InferenceJob.environment(options, settings).getStreamGraph();
    graph.setJobName("exactly once at parallelism " + parallelism);
    return graph;
  }
}
