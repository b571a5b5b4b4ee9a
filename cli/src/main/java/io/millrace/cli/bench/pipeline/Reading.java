package io.millrace.cli.bench.pipeline;

import com.sun.management.ThreadMXBean;
import io.millrace.cli.bench.report.Sample;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What had been done, and what the Java threads of this process that live had spent on it, at one
 * moment.
 *
 * @param records records that were done
 * @param spent by each kind of thread
 */
record Reading(long records, long nanos, Map<ThreadKind, Use> spent) {

  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  Reading {
    spent = Map.copyOf(spent);
  }

  /**
   * What threads use up.
   *
   * @param heapBytes allocated
   */
  record Use(long cpuNanos, long heapBytes) {

    static final Use NONE = new Use(0, 0);

    Use plus(Use other) {
      return new Use(cpuNanos + other.cpuNanos, heapBytes + other.heapBytes);
    }

    Use minus(Use other) {
      return new Use(cpuNanos - other.cpuNanos, heapBytes - other.heapBytes);
    }
  }

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
    ThreadInfo[] infos = THREADS.getThreadInfo(threads);
    long[] cpu = THREADS.getThreadCpuTime(threads);
    long[] heap = THREADS.getThreadAllocatedBytes(threads);
    Map<ThreadKind, Use> spent = new EnumMap<>(ThreadKind.class);
    for (int i = 0; i < threads.length; i++) {
      ThreadInfo info = infos[i]; // null, and -1 below, for one that has ended meanwhile
      if (info != null) {
        Use use = new Use(Math.max(0, cpu[i]), Math.max(0, heap[i]));
        spent.merge(ThreadKind.of(info.getThreadName()), use, Use::plus);
      }
    }
    return new Reading(records, System.nanoTime(), spent);
  }

  /** From an earlier reading to this one. */
  Window since(Reading earlier) {
    Map<ThreadKind, Use> between = new EnumMap<>(ThreadKind.class);
    for (ThreadKind kind : ThreadKind.values()) {
      between.put(kind, use(kind).minus(earlier.use(kind)));
    }
    return new Window(records - earlier.records, nanos - earlier.nanos, between);
  }

  private Use use(ThreadKind kind) {
    return spent.getOrDefault(kind, Use.NONE);
  }

  /** What lies between two readings. */
  record Window(long images, long wallNanos, Map<ThreadKind, Use> spent) {

    Window {
      spent = Map.copyOf(spent);
    }

    private Use total() {
      return spent.values().stream().reduce(Use.NONE, Use::plus);
    }

    Sample sample() {
      return new Sample(images, wallNanos, total().cpuNanos());
    }

    double heapBytesPerImage() {
      return (double) total().heapBytes() / images;
    }

    /** Which thread spends how much CPU time on an image, in microseconds. */
    Map<String, Object> cpuByThread() {
      Map<String, Object> details = new LinkedHashMap<>();
      for (ThreadKind kind : ThreadKind.values()) {
        details.put("cpu_us_" + label(kind), use(kind).cpuNanos() / 1e3 / images);
      }
      return details;
    }

    /** Which thread allocates how many bytes for an image. */
    Map<String, Object> heapByThread() {
      Map<String, Object> details = new LinkedHashMap<>();
      for (ThreadKind kind : ThreadKind.values()) {
        details.put("heap_bytes_" + label(kind), (double) use(kind).heapBytes() / images);
      }
      return details;
    }

    private Use use(ThreadKind kind) {
      return spent.getOrDefault(kind, Use.NONE);
    }

    private static String label(ThreadKind kind) {
      return kind.name().toLowerCase(Locale.ROOT);
    }
  }
}
