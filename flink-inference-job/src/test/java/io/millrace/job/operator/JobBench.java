package io.millrace.job.operator;

import io.millrace.job.InferenceTopology;
import io.millrace.job.operator.OperatorConfig.ColdStart;
import io.millrace.job.serving.ServingSource;
import java.time.Duration;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The graph of the job on a cluster in this process, between a source and sinks of the test. */
public final class JobBench {

  static final int PARALLELISM = 2;

  private final MiniCluster cluster;

  public JobBench() throws Exception {
    Configuration settings = new Configuration();
    // Flink 2.3 ends its JobManager if one region restarts in the moment in which the coordinators
    // take their part of a checkpoint ("Some subtask gateway can be closed while others cannot"),
    // and with checkpoints this frequent it comes to that.
    settings.set(JobManagerOptions.EXECUTION_FAILOVER_STRATEGY, "full");
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(8));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(16));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(16));
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(PARALLELISM)
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .withRandomPorts()
                .build());
    cluster.start();
  }

  /** Settings of a job that takes checkpoints all the time and restarts at once. */
  public static Configuration settings(boolean unaligned) {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
    settings.set(CheckpointingOptions.ENABLE_UNALIGNED, unaligned);
    // Without it Flink 2.3 may lose a split that is assigned as a checkpoint begins (decision 020).
    settings.set(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, Duration.ofMillis(1));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
    return settings;
  }

  static JobGraph graph(
      Configuration settings,
      NumberedImages images,
      ServingSource serving,
      String registryUrl,
      CollectingSink predictions,
      CollectingSink deadLetters) {
    var env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    var config =
        new OperatorConfig(serving, registryUrl, TestServing.MODEL, "job", 32, ColdStart.HOLD);
    InferenceTopology.build(
        env, images, new InferenceOperatorFactory(config), predictions, deadLetters);
    return env.getStreamGraph().getJobGraph();
  }

  JobID submit(JobGraph graph) throws Exception {
    return cluster.submitJob(graph).get().getJobID();
  }

  /** Runs a bounded job to its end. */
  public void run(JobGraph graph) throws Exception {
    JobID job = submit(graph);
    cluster.requestJobResult(job).get().toJobExecutionResult(getClass().getClassLoader());
  }

  /** Cancels and returns when the job is gone. */
  void cancel(JobID job) throws Exception {
    cluster.cancelJob(job).get();
    cluster.requestJobResult(job).get();
  }

  /** Ends the cluster. */
  public void close() throws Exception {
    cluster.close();
  }
}
