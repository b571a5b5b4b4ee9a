package io.millrace.cli.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Takes the wall time and the CPU time of a piece of work. */
public final class Meter {

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Work that may fail. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  /** Does the work, which is that of so many images. */
  public Sample time(long images, Work work) throws Exception {
    long cpu = system.getProcessCpuTime();
    long began = System.nanoTime();
    work.run();
    long wall = System.nanoTime() - began;
    return new Sample(images, wall, system.getProcessCpuTime() - cpu);
  }
}
