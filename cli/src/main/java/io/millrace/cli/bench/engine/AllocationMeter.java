package io.millrace.cli.bench.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Counts what the calling thread and the engine's threads allocate on the heap. The engine's
 * threads are those that there are when it is made: to look for them takes tens of kilobytes of the
 * calling thread, which must not count.
 */
final class AllocationMeter {

  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private final long[] workers = named("millrace-worker-");
  private final long[] stewards = named("millrace-steward");

  /** Bytes that the calling thread and the workers have allocated since they began. */
  long imageBytes() {
    return bytesOf(workers) + ownBytes();
  }

  /** Bytes of the thread that plans, every few seconds and for all images together. */
  long planningBytes() {
    return bytesOf(stewards);
  }

  /** The calling thread's alone. */
  long ownBytes() {
    return threads.getCurrentThreadAllocatedBytes();
  }

  private long bytesOf(long[] ids) {
    return Arrays.stream(threads.getThreadAllocatedBytes(ids)).filter(bytes -> bytes > 0).sum();
  }

  private static long[] named(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name))
        .mapToLong(Thread::getId)
        .toArray();
  }
}
