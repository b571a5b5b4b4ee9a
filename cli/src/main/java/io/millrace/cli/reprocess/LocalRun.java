package io.millrace.cli.reprocess;

import io.millrace.cli.stack.EmbeddedFlink;
import io.millrace.cli.terminal.Console;
import io.millrace.cli.terminal.ProgressLine;
import io.millrace.cli.terminal.UserError;
import io.millrace.job.operator.Tally;
import io.millrace.job.reprocess.ReprocessJob;
import io.millrace.job.reprocess.ReprocessJob.Prepared;
import io.millrace.job.reprocess.ReprocessPlan;
import io.millrace.job.reprocess.ReprocessProgress;
import io.millrace.job.serving.ServingHosts;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.UnsafeTopicsException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.kafka.common.KafkaException;

/** Runs the job on a cluster in this process and shows how far it is. */
record LocalRun(Endpoints endpoints, RunFolder folder, Console console) {

  /** As many as the stack's own job has. */
  private static final int PARALLELISM = 2;

  private static final int ANY_PORT = 0;
  private static final long LOOK_EVERY_MILLIS = 250;

  /** Returns when everything has been written. */
  void run(List<String> arguments) throws InterruptedException {
    Prepared job = prepare(arguments);
    ReprocessPlan plan = job.plan();
    long began = System.nanoTime();
    try (var progress = ReprocessProgress.of(endpoints, plan);
        var flink = EmbeddedFlink.start(folder.flink(), ANY_PORT, PARALLELISM, Map.of())) {
      JobID id = flink.submit(job.environment().getStreamGraph());
      Map<String, Object> counted = await(flink.result(id), progress);
      summary(plan, counted, (System.nanoTime() - began) / 1e9, flink.restarts(id));
    } catch (IOException e) {
      throw UserError.failed("The job was not started: " + e.getMessage(), e);
    } finally {
      ServingHosts.closeIdle(); // no task comes back
    }
  }

  private static Prepared prepare(List<String> arguments) throws InterruptedException {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
    try {
      return ReprocessJob.prepare(arguments, settings);
    } catch (IllegalArgumentException | UnsafeTopicsException e) {
      throw UserError.refused(String.valueOf(e.getMessage()), e);
    } catch (IllegalStateException | KafkaException e) {
      throw UserError.failed(String.valueOf(e.getMessage()), e);
    }
  }

  private Map<String, Object> await(CompletableFuture<JobResult> ended, ReprocessProgress progress)
      throws InterruptedException {
    try (var bar = ProgressLine.of("Reprocessing", progress.total(), console)) {
      while (true) {
        try {
          JobResult result = ended.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
          var counted = result.toJobExecutionResult(LocalRun.class.getClassLoader());
          bar.at(progress.total(), "");
          return counted.getAllAccumulatorResults();
        } catch (TimeoutException e) {
          bar.at(progress.done(), "");
        }
      }
    } catch (ExecutionException | JobExecutionException | IOException | ClassNotFoundException e) {
      throw UserError.failed(
          "The job failed: %s; the log is %s".formatted(root(e).getMessage(), folder.log()), e);
    }
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private void summary(
      ReprocessPlan plan, Map<String, Object> counted, double seconds, int restarts) {
    console.say(
        "Scored by %s: %s predictions in %s, %s dead letters in %s; images of other models passed over: %s."
            .formatted(
                plan.pinned(),
                counted.get(Tally.PREDICTIONS),
                plan.output().name(),
                counted.get(Tally.DEAD_LETTERS),
                plan.deadLetters().name(),
                counted.get(Tally.PASSED_OVER)));
    console.say(
        "Offsets read: %d, in %.1f s (%.0f a second)."
            .formatted(plan.range().size(), seconds, plan.range().size() / seconds));
    if (restarts > 0) {
      console.say(
          "The job was restarted %d times; the numbers count from the last restart on, and repeats in the output are recognisable by their origin."
              .formatted(restarts));
    }
  }
}
