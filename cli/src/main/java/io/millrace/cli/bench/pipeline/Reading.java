package io.millrace.cli.bench.pipeline;

import com.sun.management.ThreadMXBean;
import io.millrace.cli.bench.report.Sample;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What had been done, and what this process had spent on it, at one moment; the thread that reads
 * is left out.
 *
 * @param records records that were done
 * @param cpuNanos of Java threads that live
 * @param heapBytes allocated by Java threads that live
 */
record Reading(long records, long nanos, long cpuNanos, long heapBytes) {

  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /** Of all threads but the one that asks. */
  static Reading ofOthers(long records) {
    long self = Thread.currentThread().getId();
    return of(records, Arrays.stream(THREADS.getAllThreadIds()).filter(id -> id != self).toArray());
  }

  /** Of all threads. */
  static Reading ofAll(long records) {
    return of(records, THREADS.getAllThreadIds());
  }

  private static Reading of(long records, long[] threads) {
    return new Reading(
        records,
        System.nanoTime(),
        sum(THREADS.getThreadCpuTime(threads)),
        sum(THREADS.getThreadAllocatedBytes(threads)));
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
