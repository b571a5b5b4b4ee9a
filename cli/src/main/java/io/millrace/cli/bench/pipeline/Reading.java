package io.millrace.cli.bench.pipeline;

import com.sun.management.ThreadMXBean;
import io.millrace.cli.bench.report.Sample;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What had been done, and what this process had spent on it, at one moment; the thread that reads
 * is left out.
 *
 * @param records behind which point of the log the job was
 * @param cpuNanos of all Java threads that live
 * @param heapBytes allocated by all Java threads that live
 */
record Reading(long records, long nanos, long cpuNanos, long heapBytes) {

  static Reading now(long records) {
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    long self = Thread.currentThread().getId();
    long[] ids =
        Arrays.stream(threads.getAllThreadIds()).filter(thread -> thread != self).toArray();
    return new Reading(
        records,
        System.nanoTime(),
        sum(threads.getThreadCpuTime(ids)),
        sum(threads.getThreadAllocatedBytes(ids)));
  }

  /** A thread that has ended says -1. */
  private static long sum(long[] values) {
    return Arrays.stream(values).filter(value -> value > 0).sum();
  }

  /** From an earlier reading to this one. */
  Window since(Reading earlier) {
    var sample =
        new Sample(records - earlier.records, nanos - earlier.nanos, cpuNanos - earlier.cpuNanos);
    return new Window(sample, heapBytes - earlier.heapBytes);
  }

  /** What lies between two readings. */
  record Window(Sample sample, long heapBytes) {

    double heapBytesPerImage() {
      return (double) heapBytes / sample.images();
    }
  }
}
