package io.millrace.job.telemetry;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;

/**
 * The distribution of the latest values, for many threads and without allocation on the way in.
 * Flink's own one needs a library of mathematics that a task may not have.
 */
final class WindowHistogram implements Histogram {

  private final AtomicLongArray latest;
  private final AtomicLong count = new AtomicLong();

  WindowHistogram(int window) {
    latest = new AtomicLongArray(window);
  }

  @Override
  public void update(long value) {
    latest.set((int) (count.getAndIncrement() % latest.length()), value);
  }

  @Override
  public long getCount() {
    return count.get();
  }

  @Override
  public HistogramStatistics getStatistics() {
    long[] values = new long[(int) Math.min(count.get(), latest.length())];
    Arrays.setAll(values, latest::get);
    Arrays.sort(values);
    return new Sorted(values);
  }

  private static final class Sorted extends HistogramStatistics {

    private final long[] values;

    Sorted(long[] values) {
      this.values = values;
    }

    @Override
    public double getQuantile(double quantile) {
      int last = values.length - 1;
      return values.length == 0 ? 0 : values[(int) Math.round(quantile * last)];
    }

    @Override
    public long[] getValues() {
      return values.clone();
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public double getMean() {
      return Arrays.stream(values).average().orElse(0);
    }

    @Override
    public double getStdDev() {
      double mean = getMean();
      return Math.sqrt(
          Arrays.stream(values).mapToDouble(v -> (v - mean) * (v - mean)).average().orElse(0));
    }

    @Override
    public long getMax() {
      return values.length == 0 ? 0 : values[values.length - 1];
    }

    @Override
    public long getMin() {
      return values.length == 0 ? 0 : values[0];
    }
  }
}
