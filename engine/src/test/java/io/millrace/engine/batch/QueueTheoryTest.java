package io.millrace.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.engine.batch.BatchingBattery.Cell;
import io.millrace.engine.batch.Tuning.Patience;
import io.millrace.engine.batch.VirtualLane.Curve;
import java.util.Locale;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Row 4 of the speed table against what is known of queues, and the planner's model of the queue
 * against the same: M/D/c by Franx, greedy batch service as a Markov chain, Inoue's bound of its
 * mean (arXiv 1912.06322).
 */
class QueueTheoryTest {

  private static final boolean ALL = "all".equals(System.getProperty("millrace.battery"));
  private static final int IMAGES = 60_000;

  @ParameterizedTest
  @CsvSource({"0.5", "0.7", "0.8", "0.9"})
  void theSolutionsAgreeWhereAllHold(double load) {
    double run = 10;
    double p99 = new SingleService(1, run, load / run).p99();

    assertThat(p99).isCloseTo(run * asymptote(load), Percentage.withPercentage(2));
    assertThat(new ExactQueue(new Curve("", run, 0, 1), 1, load / run).p99())
        .isCloseTo(p99, Percentage.withPercentage(2));
  }

  /** The tail of M/D/1 far out, by Cramér and Lundberg; p99 in runs. */
  private static double asymptote(double load) {
    double decay = 10;
    for (int i = 0; i < 1_000; i++) {
      decay = Math.log1p(decay / load);
    }
    double factor = (1 - load) / (load * Math.exp(decay) - 1);
    return 1 + Math.log(factor / 0.01) / decay;
  }

  @ParameterizedTest
  @CsvSource({"0.1", "0.5", "0.8"})
  void theMeanKeepsInouesBound(double load) {
    for (Curve curve : BatchingBattery.CURVES) {
      // The bound is for batches without a limit.
      Curve wide = new Curve(curve.name(), curve.alpha(), curve.tau0(), 128);
      double perMilli = load * wide.capacity();
      double mean = new ExactQueue(wide, 128, perMilli).mean();

      assertThat(mean)
          .as("%s at %s", curve.name(), load)
          .isLessThanOrEqualTo(1.01 * inoue(perMilli, curve.alpha(), curve.tau0()))
          .isCloseTo(inoue(perMilli, curve.alpha(), curve.tau0()), Percentage.withPercentage(8));
    }
  }

  private static double inoue(double l, double a, double t) {
    double phi0 = (a + t) / (2 * (1 - l * a)) * (1 + 2 * l * t + (1 - l * t) / (1 + l * a));
    double phi1 = 1.5 * t / (1 - l * a) + a / 2 * (l * a + 2) / (1 - l * a * l * a);
    return Math.min(phi0, phi1);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 4", "1, 4", "1, 16", "2, 16", "2, 64"})
  void thePlannersModelOfTheQueueIsExact(int which, int cap) {
    Curve curve = BatchingBattery.CURVES.get(which);
    double perMilli = 0.6 * cap / (curve.alpha() * cap + curve.tau0());
    double exact = new ExactQueue(curve, cap, perMilli).p99();

    assertThat(modelled(curve, 1, cap, perMilli)).isCloseTo(exact, Percentage.withPercentage(4));
  }

  @Test
  void thePlannersModelOfTwoDevicesIsExact() {
    Curve curve = BatchingBattery.CURVES.get(0);
    double perMilli = 2 * 0.6 / (curve.alpha() + curve.tau0());
    double exact = new SingleService(2, curve.alpha() + curve.tau0(), perMilli).p99();

    assertThat(modelled(curve, 2, 1, perMilli)).isCloseTo(exact, Percentage.withPercentage(4));
  }

  private static double modelled(Curve curve, int servers, int cap, double perMilli) {
    ServiceTime time = new ServiceTime.Known(curve.alpha() * 1e6, curve.tau0() * 1e6, 0);
    QueueModel queue = new QueueModel(time, curve.buckets(), servers, 0);
    Tuning greedy = new Tuning(cap, Patience.NONE, false);
    // The deadline must not close anything: a minute.
    BatchPlanner planner = new BatchPlanner(greedy, servers, 60_000_000_000L, time);
    int load = (int) Math.round(100 * perMilli / servers / curve.capacity());
    double exactLoad = load / 100.0 * servers * curve.capacity();
    long[] arrivals = new Cell(curve, servers, false, load, 5).arrivals(200_000);
    for (int i = 0; i < arrivals.length; i++) {
      arrivals[i] = (long) (arrivals[i] * (exactLoad / perMilli));
    }
    return queue.p99(planner, arrivals) / 1e6;
  }

  /** Of the fixed caps the best; only where theory has an answer. */
  @Test
  void atSeventyPercentTheTailIsThatOfTheory() {
    for (Cell cell : BatchingBattery.cells(0, 70)) {
      double predicted = cell.bursts() ? Double.NaN : predicted(cell);
      if (Double.isNaN(predicted)) {
        continue;
      }
      double p99 = BatchingBattery.adaptive(cell, cell.arrivals(IMAGES)).p99();
      if (ALL) {
        System.out.printf(
            Locale.ROOT,
            "| %s | %d | %.2f | %.2f | %.3f |%n",
            cell.curve().name(),
            cell.servers(),
            predicted,
            p99,
            p99 / predicted);
      }
      assertThat(p99 / predicted).as(cell.toString()).isCloseTo(1, within(0.15));
    }
  }

  /** Not a number where several devices need batches to keep up: that has no exact solution. */
  private static double predicted(Cell cell) {
    Curve curve = cell.curve();
    double perMilli = 0.7 * cell.servers() * curve.capacity();
    if (cell.servers() > 1) {
      return cell.keepsUp(1)
          ? new SingleService(cell.servers(), curve.alpha() + curve.tau0(), perMilli).p99()
          : Double.NaN;
    }
    double best = Double.POSITIVE_INFINITY;
    for (int cap : curve.buckets().sizes()) {
      if (cell.keepsUp(cap)) {
        best = Math.min(best, new ExactQueue(curve, cap, perMilli).p99());
      }
    }
    return best;
  }
}
