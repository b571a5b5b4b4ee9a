package io.millrace.cli.stack;

import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A Flink cluster of one TaskManager in this process, with its web interface. */
public final class EmbeddedFlink implements AutoCloseable {
  private static final long ANSWER_SECONDS = 30;
  private static final long CLOSE_SECONDS = 15;

  private final MiniCluster cluster;
  private final int restPort;

  private EmbeddedFlink(MiniCluster cluster, int restPort) {
    this.cluster = cluster;
    this.restPort = restPort;
  }

  /**
   * Returns when jobs can be submitted and the web interface answers.
   *
   * @param restPort port of the web interface; 0: any
   * @param more settings of Flink, by their own names
   */
  public static EmbeddedFlink start(
      Path directory, int restPort, int taskSlots, Map<String, String> more) {
    try {
      Files.createDirectories(directory.resolve("tmp"));
      Configuration settings = FlinkSettings.of(directory, restPort);
      settings.addAll(Configuration.fromMap(more));
      var cluster =
          new MiniCluster(
              new MiniClusterConfiguration.Builder()
                  .setConfiguration(settings)
                  .setNumTaskManagers(1)
                  .setNumSlotsPerTaskManager(taskSlots)
                  .setCommonBindAddress(PortBook.HOST)
                  .setRpcServiceSharing(RpcServiceSharing.SHARED)
                  .build());
      var flink = new EmbeddedFlink(cluster, restPort);
      flink.startCluster();
      return flink;
    } catch (Exception e) {
      throw UserError.failed(
          "Flink did not start on port %d: %s".formatted(restPort, e.getMessage()), e);
    }
  }

  private void startCluster() throws Exception {
    try {
      cluster.start();
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** The web interface, and the REST interface below {@code /v1}. */
  public String url() {
    return "http://" + PortBook.HOST + ":" + restPort;
  }

  /** Hands a job to the cluster; returns once it is accepted. */
  public JobID submit(StreamGraph job) throws IOException {
    // A stream graph may have no id yet, which the cluster does not bear; a job graph always has
    // one.
    return answer(cluster.submitJob(job.getJobGraph()), "submit " + job.getJobName()).getJobID();
  }

  public JobStatus status(JobID job) throws IOException {
    return answer(cluster.getJobStatus(job), "report the status of job " + job);
  }

  /**
   * Whether every task of the job runs; a job whose tasks still wait for something in {@code open}
   * does not yet.
   */
  public boolean isProcessing(JobID job) throws IOException {
    var graph = answer(cluster.getExecutionGraph(job), "show the tasks of job " + job);
    List<ExecutionState> tasks =
        StreamSupport.stream(graph.getAllExecutionVertices().spliterator(), false)
            .map(AccessExecutionVertex::getExecutionState)
            .toList();
    // A job that was only just accepted has no tasks at all yet.
    return !tasks.isEmpty() && tasks.stream().allMatch(ExecutionState.RUNNING::equals);
  }

  /** How often the job was started anew after a failure. */
  public int restarts(JobID job) throws IOException {
    var graph = answer(cluster.getExecutionGraph(job), "show the tasks of job " + job);
    return StreamSupport.stream(graph.getAllExecutionVertices().spliterator(), false)
        .mapToInt(vertex -> vertex.getCurrentExecutionAttempt().getAttemptNumber())
        .max()
        .orElse(0);
  }

  /** Completes when the job has ended, with the failure where it failed. */
  public CompletableFuture<JobResult> result(JobID job) {
    return cluster.requestJobResult(job);
  }

  /**
   * Ends the job at a savepoint, with everything up to it written out.
   *
   * @return where the savepoint lies, to start a next job from
   */
  public String stopWithSavepoint(JobID job) throws IOException {
    var stopped = cluster.stopWithSavepoint(job, null, false, SavepointFormatType.CANONICAL);
    return answer(stopped, "stop job " + job + " with a savepoint");
  }

  public void cancel(JobID job) throws IOException {
    answer(cluster.cancelJob(job), "cancel job " + job);
  }

  private static <T> T answer(CompletableFuture<T> asked, String request) throws IOException {
    try {
      return asked.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("Flink could not " + request + ": " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("Flink did not " + request + " within " + ANSWER_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Flink was asked to " + request, e);
    }
  }

  /**
   * Ends every job where it stands (offsets of the last checkpoint are kept) and the cluster, in
   * bounded time.
   */
  @Override
  public void close() {
    try {
      cluster.closeAsync().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "Flink did not close in order within " + CLOSE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
