package io.millrace.cli.programs;

import io.millrace.cli.stack.EmbeddedFlink;
import io.millrace.job.InferenceJob;
import io.millrace.job.serving.ServingHosts;
import io.millrace.schemas.Endpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inference job on an embedded cluster.
 *
 * <p>It is closed with a savepoint, from which the next start goes on: a clean restart repeats
 * nothing. Where the process was killed there is no savepoint, and the job goes on from the offsets
 * that it committed with its last checkpoint.
 */
final class EmbeddedJob implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedJob.class);

  /** Two subtasks share the engine, one for each core of a small machine. */
  private static final int PARALLELISM = 2;

  private final EmbeddedFlink flink;
  private final JobID id;
  private final Path savepointFile;

  private EmbeddedJob(EmbeddedFlink flink, JobID id, Path savepointFile) {
    this.flink = flink;
    this.id = id;
    this.savepointFile = savepointFile;
  }

  /**
   * Submits the job.
   *
   * @param savepointFile names the savepoint of the last clean end, if it exists
   */
  static EmbeddedJob submit(
      EmbeddedFlink flink, Path savepointFile, Endpoints endpoints, JobChoice choice)
      throws IOException {
    List<String> options =
        List.of(
            "--bootstrap-servers",
            endpoints.bootstrapServers(),
            "--schema-registry",
            endpoints.registryUrl(),
            "--default-model",
            choice.defaultModel(),
            "--checkpoint-interval",
            "2s",
            "--crash-journal",
            savepointFile.resolveSibling("crash-journal").toString());
    Configuration settings = new Configuration();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
    StreamGraph graph = InferenceJob.environment(choice.after(options), settings).getStreamGraph();
    graph.setJobName("millrace");
    if (Files.exists(savepointFile)) {
      String path = Files.readString(savepointFile).strip();
      graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(path, true));
    }
    EmbeddedJob job = new EmbeddedJob(flink, flink.submit(graph), savepointFile);
    // From here on newer offsets are committed; a later start must not go back behind them.
    Files.deleteIfExists(savepointFile);
    return job;
  }

  /** Has the listener told if the job ends on its own. */
  void onFailure(Consumer<String> listener) {
    var unused = // what the listener does is its own affair
        flink
            .result(id)
            .thenAccept(
                result ->
                    result
                        .getSerializedThrowable()
                        .ifPresent(
                            failure -> listener.accept(String.valueOf(failure.getMessage()))));
  }

  /** Whether the model is loaded and images are taken. */
  boolean isServing() {
    try {
      return flink.isProcessing(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      if (flink.status(id) == JobStatus.RUNNING) {
        Files.writeString(savepointFile, flink.stopWithSavepoint(id));
      }
    } catch (IOException e) {
      LOG.warn("The job ends without a savepoint and will go on from its last checkpoint.", e);
      cancel();
    }
    closeHosts();
  }

  /** No task comes back, so the models of the job need not wait for one. */
  private static void closeHosts() {
    try {
      ServingHosts.closeIdle();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancel() {
    try {
      flink.cancel(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
