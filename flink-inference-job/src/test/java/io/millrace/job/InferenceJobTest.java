package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.session.Provider;
import io.millrace.job.serving.AdmissionConfig;
import io.millrace.job.serving.DeviceConfig;
import io.millrace.job.serving.HostConfig;
import io.millrace.job.stats.StatsTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.runtime.partitioner.ForwardPartitioner;
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
  void statisticsLeaveTheChainWholeAndShuffleOnlySummaries() {
    StreamGraph graph = environment("--stats-window", "1m").getStreamGraph();
    List<JobVertex> vertices = graph.getJobGraph().getVerticesSortedTopologicallyFromSources();

    assertThat(vertices).hasSize(2);
    assertThat(vertices.get(0).getName())
        .contains("images", "inference", "predictions", "dead-letters")
        .doesNotContain("stat");
    assertThat(graph.getStreamNodes())
        .extracting(StreamNode::getTransformationUID)
        .doesNotContainNull()
        .contains("statistics", "late-statistics");
    assertThat(graph.getStreamNodes().stream().flatMap(node -> node.getInEdges().stream()))
        .filteredOn(edge -> !(edge.getPartitioner() instanceof ForwardPartitioner))
        .singleElement()
        .satisfies(edge -> assertThat(edge.getOutputTag()).isEqualTo(StatsTopology.SUMMARIES));
  }

  @Test
  void gpuWithoutANumberMayBeChosenByTheClusterAndOneWithANumberMayNot() {
    var type = new ProviderChoice.Type();

    assertThat(type.convert("cuda").isOpen()).isTrue();
    assertThat(type.convert("tensorrt").isOpen()).isTrue();
    assertThat(type.convert("auto").isOpen()).isTrue();
    assertThat(type.convert("cuda:0").isOpen()).isFalse();
    assertThat(type.convert("cpu").isOpen()).isFalse();
  }

  @Test
  void gpuOfTheClusterReplacesTheFirstOne() {
    HostConfig config = (HostConfig) new JobOptions().config().serving();
    HostConfig auto =
        new HostConfig(
            config.bootstrapServers(),
            config.registryUrl(),
            config.engine(),
            new DeviceConfig(Provider.AUTO, Map.of(), null, AdmissionConfig.DEFAULT));

    assertThat(auto.onGpu(2).device().provider()).isEqualTo(Provider.parse("cuda:2"));
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
  void unalignedCheckpointsOfAClusterDoNotOvertakeWhatTheSourceIsTold() {
    Configuration cluster = new Configuration();
    cluster.set(CheckpointingOptions.ENABLE_UNALIGNED, true);

    CheckpointConfig config = on(cluster).getCheckpointConfig();

    assertThat(config.isUnalignedCheckpointsEnabled()).isTrue();
    assertThat(config.getAlignedCheckpointTimeout()).isPositive();
  }

  @Test
  void exactlyOnceWithATransactionThatEndsBeforeItsCheckpointIsRefused() {
    assertThatThrownBy(
            () ->
                environment(
                    "--delivery",
                    "exactly-once",
                    "--checkpoint-interval",
                    "30s",
                    "--checkpoint-timeout",
                    "10m",
                    "--tolerated-checkpoint-failures",
                    "0",
                    "--restart-budget",
                    "5m",
                    "--transaction-timeout",
                    "15m"))
        .hasMessageContaining("--transaction-timeout is 15m")
        .hasMessageContaining("= 930s");
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
  void theDepthOfTheDamageCheckIsOneOfTwo() {
    assertThat(environment("--damage-check", "structure").getStreamGraph()).isNotNull();
    assertThatThrownBy(() -> environment("--damage-check", "none"))
        .hasMessageContaining("full or structure");
  }

  @Test
  void aRunDeadlineIsAboveZero() {
    assertThat(environment("--run-deadline", "5s").getStreamGraph()).isNotNull();
    assertThatThrownBy(() -> environment("--run-deadline", "0s"))
        .hasMessageContaining("--run-deadline");
  }

  @Test
  void durationWithoutAUnitIsAnError() {
    assertThatThrownBy(() -> environment("--latency-target", "50"))
        .hasMessageContaining("write a number with ms, s, m or h");
  }

  private static StreamExecutionEnvironment environment(String... more) {
    return on(new Configuration(), more);
  }

  private static StreamExecutionEnvironment on(Configuration cluster, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--bootstrap-servers", "localhost:1",
                "--schema-registry", "http://localhost:1",
                "--default-model", "m"));
    args.addAll(List.of(more));
    return InferenceJob.unchecked(args, cluster);
  }
}
