package io.millrace.cli.bench.report;

/**
 * One repetition.
 *
 * @param cpuNanos of all Java threads meanwhile
 */
public record Sample(long images, long wallNanos, long cpuNanos) {

  public double perSecond() {
    return images * 1e9 / wallNanos;
  }

  public double microsPerImage() {
    return wallNanos / 1e3 / images;
  }

  public double cpuMicrosPerImage() {
    return cpuNanos / 1e3 / images;
  }
}
