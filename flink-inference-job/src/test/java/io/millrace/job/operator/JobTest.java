package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.log.OutputRecord;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole chain on a cluster, with checkpoints all the time and failures in between. */
@Timeout(120)
class JobTest {

  /** {@code -Dmillrace.restarts=50} for the long run. */
  private static final int RESTARTS = Integer.getInteger("millrace.restarts", 10);

  private OperatorBench bench;
  private JobBench cluster;

  @BeforeEach
  void start() throws Exception {
    bench = new OperatorBench();
    cluster = new JobBench();
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
    bench.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whateverFailsNothingIsLostAndRepeatsAreRecognisable(boolean unaligned) throws Exception {
    try (var predictions = new CollectingSink(3, 200);
        var letters = new CollectingSink(0, 0)) {
      NumberedImages images = images(1_000);
      cluster.run(graph(JobBench.settings(unaligned), images, predictions, letters));

      assertThat(predictions.failuresLeft()).isZero();
      assertThat(letters.records()).isEmpty();
      for (int partition = 0; partition < NumberedImages.PARTITIONS; partition++) {
        assertIsAPrefixAtAnyTime(predictions.records(), images, partition);
      }
    }
  }

  /** With repeats left out, what comes out of a partition is what went in, in order. */
  private static void assertIsAPrefixAtAnyTime(
      List<OutputRecord> records, NumberedImages images, int partition) {
    long next = partition * images.images() / NumberedImages.PARTITIONS;
    for (OutputRecord record : records) {
      if (record.partition() == partition) {
        assertThat(record.origin()).as("hole in partition %d", partition).isLessThanOrEqualTo(next);
        next = Math.max(next, record.origin() + 1);
      }
    }
    assertThat(next).isEqualTo((partition + 1) * images.images() / NumberedImages.PARTITIONS);
  }

  @Test
  void endOfABoundedSourceLeavesNothingBehind() throws Exception {
    try (var predictions = new CollectingSink(0, 0);
        var letters = new CollectingSink(0, 0)) {
      cluster.run(graph(JobBench.settings(false), images(100), predictions, letters));

      assertThat(predictions.records())
          .extracting(OutputRecord::origin)
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 100).boxed().toList());
    }
  }

  @Test
  void cancellationDoesNotWaitForARunThatHangs() throws Exception {
    try (var predictions = new CollectingSink(0, 0);
        var letters = new CollectingSink(0, 0)) {
      bench.serving.sessions.shut();
      JobID job =
          cluster.submit(graph(JobBench.settings(false), images(10_000), predictions, letters));
      Awaitility.await().until(() -> bench.serving.isAtWork());

      long began = System.nanoTime();
      cluster.cancel(job);
      Duration took = Duration.ofNanos(System.nanoTime() - began);

      assertThat(took).isLessThan(Duration.ofSeconds(3));
      assertThat(bench.serving.releases).hasValue(JobBench.PARALLELISM);
    }
  }

  @Test
  void restartsInOneProcessLeaveNothingBehind() throws Exception {
    try (var warmUp = new CollectingSink(2, 50);
        var predictions = new CollectingSink(RESTARTS, 50);
        var letters = new CollectingSink(0, 0)) {
      Configuration settings = JobBench.settings(false);
      cluster.run(graph(settings, images(1_000), warmUp, letters));
      Footprint before = Footprint.now();

      cluster.run(graph(settings, images(200L * RESTARTS), predictions, letters));

      assertThat(predictions.failuresLeft()).isZero();
      Footprint after = Footprint.now();
      assertThat(after.files()).isLessThanOrEqualTo(before.files() + 16);
      // Fewer, where the one that closes sessions was just at work before.
      assertThat(after.engineThreads()).isLessThanOrEqualTo(before.engineThreads());
      assertThat(after.directBytes()).isLessThan(before.directBytes() + 100_000_000);
      assertThat(after.metaspaceBytes()).isLessThan(before.metaspaceBytes() + 50_000_000);
    }
  }

  /** What a leak would show in. */
  private record Footprint(long files, long engineThreads, long directBytes, long metaspaceBytes) {

    static Footprint now() throws Exception {
      try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
        return new Footprint(open.count(), threads(), direct(), metaspace());
      }
    }

    private static long threads() {
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().startsWith("millrace-"))
          .count();
    }

    private static long direct() {
      return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .mapToLong(BufferPoolMXBean::getMemoryUsed)
          .sum();
    }

    private static long metaspace() {
      return ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getName().equals("Metaspace"))
          .mapToLong(pool -> pool.getUsage().getUsed())
          .sum();
    }
  }

  private NumberedImages images(long count) throws Exception {
    return new NumberedImages(count, bench.event(0, null, bench.pixels(0)));
  }

  private JobGraph graph(
      Configuration settings,
      NumberedImages images,
      CollectingSink predictions,
      CollectingSink letters) {
    return JobBench.graph(
        settings, images, bench.serving.source(), bench.registryUrl(), predictions, letters);
  }
}
