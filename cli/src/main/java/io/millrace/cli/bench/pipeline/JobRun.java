package io.millrace.cli.bench.pipeline;

import io.millrace.cli.bench.pipeline.Reading.Window;
import io.millrace.cli.stack.EmbeddedFlink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * Runs a job that ends by itself, and reads it between two points of its way: when a tenth of its
 * records is out, and a twentieth is left. Start and end of a job are not what is measured.
 */
record JobRun(EmbeddedFlink flink, LogEnds output) {

  /** Of its records. */
  static final double FROM = 0.10;

  static final double TO = 0.95;
  private static final long LOOK_EVERY_MILLIS = 4;

  /** Returns when the job has ended. */
  Window measure(StreamGraph graph, long records) throws Exception {
    long before = output.records();
    JobID id = flink.submit(graph);
    CompletableFuture<JobResult> ended = flink.result(id);
    Reading first = await(before, (long) (FROM * records), ended);
    Reading last = await(before, (long) (TO * records), ended);
    JobResult result = ended.get();
    result.toJobExecutionResult(JobRun.class.getClassLoader());
    long out = output.records() - before;
    if (out != records) {
      throw new IllegalStateException(
          "%s put out %d records for %d images".formatted(graph.getJobName(), out, records));
    }
    return last.since(first);
  }

  private Reading await(long before, long records, CompletableFuture<JobResult> ended)
      throws InterruptedException {
    while (true) {
      boolean over = ended.isDone();
      long out = output.records() - before;
      if (out >= records || over) {
        return Reading.ofOthers(out);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS); // A broker is only asked, it tells nobody.
    }
  }
}
