package io.millrace.cli.bench.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Counts what the calling thread and the engine's threads allocate on the heap. */
final class AllocationMeter {

  private static final String WORKER = "millrace-worker-";
  private static final String STEWARD = "millrace-steward";

  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /** Bytes that the calling thread and the workers have allocated since they began. */
  long imageBytes() {
    return bytesOf(WORKER) + ownBytes();
  }

  /** Bytes of the thread that plans, every few seconds and for all images together. */
  long planningBytes() {
    return bytesOf(STEWARD);
  }

  /** The calling thread's alone. */
  long ownBytes() {
    return threads.getCurrentThreadAllocatedBytes();
  }

  private long bytesOf(String name) {
    long[] ids =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith(name))
            .mapToLong(Thread::getId)
            .toArray();
    return Arrays.stream(threads.getThreadAllocatedBytes(ids)).filter(bytes -> bytes > 0).sum();
  }
}
