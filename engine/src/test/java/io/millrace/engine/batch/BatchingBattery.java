package io.millrace.engine.batch;

import io.millrace.engine.batch.VirtualLane.Curve;
import io.millrace.engine.batch.VirtualLane.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Streams and cells of rows 4 and 5 of the speed table: adaptive against every fixed pair. */
final class BatchingBattery {

  static final List<Curve> CURVES =
      List.of(
          new Curve("CPU, 8 ms + 0.4 ms", 8, 0.4, 64),
          new Curve("CPU, 8 ms + 4 ms", 8, 4, 64),
          new Curve("GPU, 0.149 ms + 2.1 ms", 0.149, 2.1, 64));

  private static final double[] DELAYS = {0, 0.5, 1, 2, 5, 10, 20, 50};
  private static final int[] CAPS = {1, 2, 4, 8, 16, 32, 64};
  private static final int BURST = 8;
  private static final double BURST_GAP = 0.05;

  private BatchingBattery() {}

  /** One stream on one kind of device. */
  record Cell(Curve curve, int servers, boolean bursts, int load, long seed) {

    long[] arrivals(int images) {
      double perMilli = load / 100.0 * servers * curve.capacity();
      SplittableRandom random = new SplittableRandom(1_000 * seed + 31L * load + servers);
      long[] times = new long[images];
      double now = 0;
      for (int i = 0; i < images; i++) {
        if (!bursts || i % BURST == 0) {
          now += -Math.log(1 - random.nextDouble()) / (perMilli / (bursts ? BURST : 1));
        }
        times[i] = (long) ((now + (bursts ? i % BURST * BURST_GAP : 0)) * 1e6);
      }
      Arrays.sort(times);
      return times;
    }

    /** Whether batches of at most so many images keep up with the stream. */
    boolean keepsUp(int cap) {
      double capacity = servers * cap / (curve.alpha() * cap + curve.tau0());
      return load / 100.0 * servers * curve.capacity() < 0.995 * capacity;
    }
  }

  /** What came of a cell; milliseconds. */
  record Score(Cell cell, double best, String bestPair, double worst, Result adaptive) {

    double ratio() {
      return adaptive.p99() / best;
    }

    String row() {
      return String.format(
          Locale.ROOT,
          "| %s | %d | %s | %d %% | %.2f | %s | %.1f | %.2f | %.3f | %d, %s%s |",
          cell.curve().name(),
          cell.servers(),
          cell.bursts() ? "bursts" : "Poisson",
          cell.load(),
          best,
          bestPair,
          worst,
          adaptive.p99(),
          ratio(),
          adaptive.tuning().cap(),
          adaptive.tuning().patience(),
          adaptive.tuning().spread() ? ", spread" : "");
    }
  }

  static List<Cell> cells(long seed, int... loads) {
    List<Cell> cells = new ArrayList<>();
    for (Curve curve : CURVES) {
      int mostServers = curve.alpha() < 1 ? 1 : 2;
      for (int servers = 1; servers <= mostServers; servers++) {
        for (int load : loads) {
          cells.add(new Cell(curve, servers, false, load, seed));
          cells.add(new Cell(curve, servers, true, load, seed));
        }
      }
    }
    return cells;
  }

  static Score score(Cell cell, int images) {
    long[] arrivals = cell.arrivals(images);
    double best = Double.MAX_VALUE;
    double worst = 0;
    String bestPair = "";
    for (int cap : CAPS) {
      for (double delay : DELAYS) {
        if (cell.keepsUp(cap)) {
          FixedPolicy fixed = new FixedPolicy(cap, (long) (delay * 1e6));
          double p99 = new VirtualLane(cell.curve(), cell.servers()).p99(fixed, arrivals);
          worst = Math.max(worst, p99);
          if (p99 < best) {
            best = p99;
            bestPair = delay + " ms, " + cap;
          }
        }
      }
    }
    return new Score(cell, best, bestPair, worst, adaptive(cell, arrivals));
  }

  static Result adaptive(Cell cell, long[] arrivals) {
    VirtualLane lane = new VirtualLane(cell.curve(), cell.servers());
    return lane.adaptive(lane.planner(), arrivals);
  }
}
