package io.millrace.cli.bench.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Counts what the calling thread and the engine's threads allocate on the heap. */
final class AllocationMeter {

  private static final String ENGINE = "millrace-";
  private static final String BENCH = "millrace-bench-";

  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /** Bytes since those threads began. */
  long bytes() {
    long[] engine =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith(ENGINE))
            .filter(thread -> !thread.getName().startsWith(BENCH))
            .mapToLong(Thread::getId)
            .toArray();
    return Arrays.stream(threads.getThreadAllocatedBytes(engine)).filter(bytes -> bytes > 0).sum()
        + ownBytes();
  }

  /** The calling thread's alone. */
  long ownBytes() {
    return threads.getCurrentThreadAllocatedBytes();
  }
}
