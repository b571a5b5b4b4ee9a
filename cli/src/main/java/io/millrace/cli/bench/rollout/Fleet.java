package io.millrace.cli.bench.rollout;

import io.millrace.cli.bench.pipeline.ImageWriter;
import io.millrace.cli.cluster.ClusterOptions;
import io.millrace.cli.cluster.ClusterStack;
import io.millrace.cli.cluster.FlinkJars;
import io.millrace.cli.cluster.FlinkOptions;
import io.millrace.cli.cluster.JobRequest;
import io.millrace.cli.cluster.JobRest;
import io.millrace.cli.programs.ClusterPrograms;
import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.terminal.UserError;
import io.millrace.schemas.Endpoints;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two hosts that score images, everything that they need, and the registry sync. */
final class Fleet implements AutoCloseable {

  static final int HOSTS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
  private static final long PATIENCE_SECONDS = 120;
  private static final int POLL_MILLIS = 100;

  private final DataDirectory directory;
  private final ClusterStack stack;

  private Fleet(DataDirectory directory, ClusterStack stack) {
    this.directory = directory;
    this.stack = stack;
  }

  /** Starts on an empty folder, without the job; returns when commands are carried out. */
  static Fleet start(Path folder) {
    DataDirectory directory = DataDirectory.open(folder);
    directory.empty();
    FlinkJars jars = FlinkJars.find();
    ClusterOptions options =
        ClusterOptions.of(jars).withFlink(FlinkOptions.of(jars).withTaskManagers(HOSTS, 1));
    ClusterStack stack = ClusterStack.launch(directory, options);
    Fleet fleet = new Fleet(directory, stack);
    try {
      stack.awaitReady();
      new ClusterPrograms(stack, directory, Fleet::failed).startSync();
      return fleet;
    } catch (RuntimeException e) {
      fleet.close();
      throw e;
    }
  }

  /** The bench then waits in vain for what it has asked for, and says so. */
  private static void failed(UserError error) {
    LOG.error("The registry sync of the bench cannot go on", error);
  }

  Endpoints endpoints() {
    return stack.endpoints();
  }

  /** Records of the topic of images, for a model. */
  List<byte[]> envelopes(String model, List<ByteBuffer> images) {
    try (var writer = new ImageWriter(endpoints())) {
      return writer.envelopes(model, images);
    }
  }

  /** Starts the job, one task and one worker on each host; returns when it takes images. */
  void startJob(String defaultModel) throws InterruptedException {
    List<String> arguments = new ArrayList<>(stack.jobArguments(defaultModel));
    arguments.addAll(List.of("--workers", "1"));
    JobRest job =
        stack
            .flink()
            .rest()
            .submit(FlinkJars.find().thin(), JobRequest.of(arguments).withParallelism(HOSTS));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!job.isProcessing()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "the job does not take images after %d s; see %s"
                .formatted(PATIENCE_SECONDS, directory.logs()));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS); // A cluster is only asked, it tells nobody.
    }
  }

  /** Ends everything; the logs of the processes stay. */
  @Override
  public void close() {
    try {
      stack.close();
    } finally {
      directory.close();
    }
  }
}
