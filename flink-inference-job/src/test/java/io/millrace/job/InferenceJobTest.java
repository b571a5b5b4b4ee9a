package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.session.Provider;
import io.millrace.job.serving.AdmissionConfig;
import io.millrace.job.serving.DeviceConfig;
import io.millrace.job.serving.HostConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class InferenceJobTest {

  @Test
  void sourceOperatorAndSinksAreOneChain() {
    JobGraph graph = environment().getStreamGraph().getJobGraph();

    assertThat(graph.getVertices()).extracting(JobVertex::getName).hasSize(1);
  }

  @Test
  void exactlyOnceIsOneChainToo() {
    JobGraph graph = environment("--delivery", "exactly-once").getStreamGraph().getJobGraph();

    assertThat(graph.getVertices()).hasSize(1);
  }

  @Test
  void objectsAreReusedAndNoTypeIsGeneric() {
    StreamExecutionEnvironment env = environment();

    assertThat(env.getConfig().isObjectReuseEnabled()).isTrue();
    assertThat(env.getConfiguration().get(PipelineOptions.GENERIC_TYPES)).isFalse();
  }

  @Test
  void everyOperatorHasItsUid() {
    StreamGraph graph = environment().getStreamGraph();

    assertThat(graph.getStreamNodes())
        .extracting(StreamNode::getTransformationUID)
        .doesNotContainNull()
        .contains("images", "inference");
  }

  @Test
  void everyProblemWithTheOptionsIsNamedAtOnce() {
    assertThatThrownBy(() -> environment("--workers", "0", "--max-in-flight", "0"))
        .hasMessageContaining("--workers")
        .hasMessageContaining("--max-in-flight");
  }

  @Test
  void unknownOptionIsAnError() {
    assertThatThrownBy(() -> environment("--worker", "2")).hasMessageContaining("--worker");
  }

  @Test
  void exactlyOnceWithATransactionThatEndsBeforeItsCheckpointIsRefused() {
    assertThatThrownBy(
            () ->
                environment(
                    "--delivery",
                    "exactly-once",
                    "--checkpoint-interval",
                    "10m",
                    "--transaction-timeout",
                    "15m"))
        .hasMessageContaining("--transaction-timeout");
  }

  @Test
  void aProviderThatDoesNotExistIsAnErrorThatSaysHowToWriteOne() {
    assertThatThrownBy(() -> environment("--provider", "gpu"))
        .hasMessageContaining("--provider")
        .hasMessageContaining("cuda:N");
  }

  @Test
  void optionsOfAGpuOnTheCpuAreAnError() {
    assertThatThrownBy(() -> environment("--provider-option", "gpu_mem_limit=1"))
        .hasMessageContaining("--provider-option");
  }

  @Test
  void whereModelsRunReachesTheTasks() throws Exception {
    JobOptions options = new JobOptions();
    new CommandLine(options)
        .parseArgs(
            "--bootstrap-servers=localhost:1",
            "--schema-registry=http://localhost:1",
            "--default-model=m",
            "--provider=cuda:1",
            "--provider-option=gpu_mem_limit=1",
            "--model-cache=/cache",
            "--trusted-keys=/keys",
            "--max-model-size=100",
            "--model-memory=3000",
            "--load-deadline=15m");

    HostConfig config = (HostConfig) options.config().serving();

    assertThat(InstantiationUtil.clone(config))
        .isEqualTo(config)
        .extracting(HostConfig::device)
        .isEqualTo(
            new DeviceConfig(
                Provider.parse("cuda:1"),
                Map.of("gpu_mem_limit", "1"),
                "/cache",
                new AdmissionConfig("/keys", 100L << 20, 3000L << 20, Duration.ofMinutes(15))));
  }

  @Test
  void aBatchingPolicyThatIsNoneIsAnErrorThatSaysWhatIs() {
    assertThat(environment("--batching", "fixed:16,5ms").getStreamGraph()).isNotNull();
    assertThatThrownBy(() -> environment("--batching", "fixed:16"))
        .hasMessageContaining("fixed:SIZE,LINGER");
  }

  @Test
  void durationWithoutAUnitIsAnError() {
    assertThatThrownBy(() -> environment("--latency-target", "50"))
        .hasMessageContaining("write a number with ms, s, m or h");
  }

  private static StreamExecutionEnvironment environment(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--bootstrap-servers", "localhost:1",
                "--schema-registry", "http://localhost:1",
                "--default-model", "m"));
    args.addAll(List.of(more));
    return InferenceJob.environment(args, new Configuration());
  }
}
