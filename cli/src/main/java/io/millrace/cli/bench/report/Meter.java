package io.millrace.cli.bench.report;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Takes the wall time of a piece of work and the CPU time of all Java threads meanwhile. The
 * process's own CPU clock would count the compiler too, and counts in steps of 10 ms.
 */
public final class Meter {

  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /** Work that may fail. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  /** Does the work, which is that of so many images. Its threads must outlive it. */
  public Sample time(long images, Work work) throws Exception {
    long cpu = cpuNanos();
    long began = System.nanoTime();
    work.run();
    long wall = System.nanoTime() - began;
    return new Sample(images, wall, cpuNanos() - cpu);
  }

  private long cpuNanos() {
    return Arrays.stream(threads.getThreadCpuTime(threads.getAllThreadIds()))
        .filter(nanos -> nanos > 0)
        .sum();
  }
}
