package io.millrace.tests.parts;

import io.millrace.engine.batch.BatchPlanner;
import io.millrace.engine.batch.OpenBatch;
import io.millrace.engine.batch.Plan;
import io.millrace.engine.batch.ServiceTimeFit;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One arrival and one decision of the planner. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlannerBenchmark {

  private static final int CAP = 32;
  private static final long TARGET_NANOS = 100_000_000;
  private static final long GAP_NANOS = 50_000;

  private final BatchPlanner planner = new BatchPlanner(CAP, 2, TARGET_NANOS, learned());
  private long now;

  private static ServiceTimeFit learned() {
    ServiceTimeFit fit = new ServiceTimeFit(CAP);
    for (int run = 0; run < 20; run++) {
      for (int size = 1; size <= CAP; size *= 2) {
        fit.add(size, 1_000_000 + 500_000L * size);
      }
    }
    return fit;
  }

  @Benchmark
  public Plan arriveAndDecide() {
    now += GAP_NANOS;
    planner.arrived(now);
    return planner.plan(new OpenBatch(3, now - 3 * GAP_NANOS, now), now);
  }
}
