package io.millrace.engine.batch;

import java.util.Arrays;

/**
 * Learns the time of a run, {@code S(b) = alpha * b + tau0}, from the lane's own runs by weighted
 * recursive least squares: weight {@code 1/b}, forgetting 0.98 per run. Under full load nearly all
 * runs have one size, which says nothing of how the time depends on it, and the odd run of another
 * size would say too much: so the line is drawn towards the ratio {@code tau0 / alpha} that held
 * when the sizes varied last, the more the less they vary (a ridge).
 *
 * <p>The first two runs of each size are warm-up and ignored; a run above three times the
 * prediction is an outlier (a collection, a stolen core) and dropped, unless eight of them come in
 * a row: then the machine has changed and the fit starts anew.
 */
public final class ServiceTimeFit implements ServiceTime {

  private static final int WARM_UP_RUNS = 2;
  private static final double FORGETTING = 0.98;
  private static final double OUTLIER = 3;
  private static final int OUTLIERS_THAT_ARE_NEWS = 8;
  private static final int RESIDUALS = 128;

  /** Relative variances of the size: that of the ridge, and from which on the ratio is learned. */
  private static final double RIDGE = 0.1;

  private static final double VARIED = 0.1;

  private final int[] runsOfSize;
  private final double[] residuals = new double[RESIDUALS];
  private final double[] sorted = new double[RESIDUALS];
  private long residualCount;
  private int outliersInARow;
  private double weight;
  private double sumB;
  private double sumBB;
  private double sumT;
  private double sumBT;
  private double alpha;
  private double tau0;
  private double ratio;
  private double margin;

  public ServiceTimeFit(int maxBatch) {
    runsOfSize = new int[maxBatch + 1];
  }

  /** Takes the measured time of one run of {@code b} images. */
  public void add(int b, long runNanos) {
    double nanos = (double) runNanos;
    if (++runsOfSize[b] <= WARM_UP_RUNS) {
      return;
    }
    if (known()) {
      if (nanos > OUTLIER * predict(b) && ++outliersInARow < OUTLIERS_THAT_ARE_NEWS) {
        return;
      }
      if (outliersInARow >= OUTLIERS_THAT_ARE_NEWS) {
        forgetAll();
      } else {
        keepResidual(nanos - predict(b));
      }
    }
    outliersInARow = 0;
    double w = 1.0 / b;
    weight = weight * FORGETTING + w;
    sumB = sumB * FORGETTING + w * b;
    sumBB = sumBB * FORGETTING + w * b * b;
    sumT = sumT * FORGETTING + w * nanos;
    sumBT = sumBT * FORGETTING + w * b * nanos;
    solve();
  }

  /** Whether any run has been taken in. */
  public boolean known() {
    return weight > 0;
  }

  /** Nanoseconds per image. */
  @Override
  public double alpha() {
    return alpha;
  }

  /** Nanoseconds per run. */
  @Override
  public double tau0() {
    return tau0;
  }

  @Override
  public double predict(int b) {
    return alpha * b + tau0;
  }

  /** The 99th percentile of recent runs' time above their prediction, nanoseconds. */
  @Override
  public double margin() {
    return margin;
  }

  private void solve() {
    double meanB = sumB / weight;
    double meanT = sumT / weight;
    double varianceB = sumBB / weight - meanB * meanB;
    double ridge = RIDGE * meanB * meanB;
    double expected = meanT / (meanB + ratio);
    alpha = (sumBT / weight - meanB * meanT + ridge * expected) / (varianceB + ridge);
    alpha = Math.min(Math.max(alpha, 0), meanT / meanB);
    tau0 = meanT - alpha * meanB;
    if (varianceB >= VARIED * meanB * meanB && alpha > 0) {
      ratio = tau0 / alpha;
    }
  }

  private void keepResidual(double residual) {
    residuals[(int) (residualCount++ % RESIDUALS)] = Math.max(residual, 0);
    if (residualCount % 16 == 0) {
      int n = (int) Math.min(residualCount, RESIDUALS);
      System.arraycopy(residuals, 0, sorted, 0, n);
      Arrays.sort(sorted, 0, n);
      margin = sorted[(int) Math.ceil(0.99 * n) - 1];
    }
  }

  private void forgetAll() {
    weight = sumB = sumBB = sumT = sumBT = 0;
    alpha = tau0 = ratio = margin = 0;
    residualCount = 0;
  }
}
