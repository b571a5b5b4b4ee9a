package io.millrace.cli.programs;

import io.millrace.cli.cluster.ClusterStack;
import io.millrace.cli.cluster.FlinkJars;
import io.millrace.cli.cluster.JobRequest;
import io.millrace.cli.cluster.JobRest;
import io.millrace.cli.cluster.RestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inference job on a cluster of processes.
 *
 * <p>It is closed with a savepoint, from which the next start goes on: a clean restart repeats
 * nothing. Where everything was killed, high availability has kept the job and it goes on by
 * itself; without, the next one goes on from the offsets that were committed with the last
 * checkpoint.
 */
final class ClusterJob implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterJob.class);

  private final JobRest job;
  private final Path savepoints;
  private final Path savepointFile;

  private ClusterJob(JobRest job, Path savepoints, Path savepointFile) {
    this.job = job;
    this.savepoints = savepoints;
    this.savepointFile = savepointFile;
  }

  /**
   * Takes up the job that the cluster has kept, or submits one.
   *
   * @param savepointFile names the savepoint of the last clean end, if it exists
   */
  static ClusterJob start(ClusterStack stack, FlinkJars jars, Path savepointFile, JobChoice choice)
      throws IOException {
    Optional<JobRest> kept =
        stack.flink().rest().jobs().stream()
            .filter(job -> !job.status().isGloballyTerminalState())
            .findFirst();
    if (kept.isPresent()) {
      LOG.info("Goes on with {}, which the cluster has kept", kept.get());
      return new ClusterJob(kept.get(), stack.savepoints(), savepointFile);
    }
    JobRequest request = JobRequest.of(choice.after(stack.jobArguments(choice.defaultModel())));
    if (Files.exists(savepointFile)) {
      request = request.from(Files.readString(savepointFile).strip());
    }
    JobRest job = stack.flink().rest().submit(jars.thin(), request);
    // From here on newer offsets are committed; a later start must not go back behind them.
    Files.deleteIfExists(savepointFile);
    return new ClusterJob(job, stack.savepoints(), savepointFile);
  }

  @Override
  public void close() {
    try {
      if (job.status() == JobStatus.RUNNING) {
        Files.writeString(savepointFile, job.stopWithSavepoint(savepoints));
      }
    } catch (RestException | IOException e) {
      LOG.warn("The job ends without a savepoint and will go on from its last checkpoint.", e);
    }
  }
}
