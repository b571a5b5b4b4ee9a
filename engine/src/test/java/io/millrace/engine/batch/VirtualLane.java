package io.millrace.engine.batch;

import io.millrace.engine.batch.Plan.Close;
import io.millrace.engine.batch.Plan.Wait;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A lane in virtual time, written apart from {@link QueueModel} so that the planner's simulation is
 * not its own judge: devices whose runs vary by a few percent and now and then stall, and for the
 * adaptive policy the whole loop of learning, observing, searching and adopting.
 */
final class VirtualLane {

  private static final long PLAN_EVERY = 2_000_000_000L;

  private final Curve curve;
  private final int servers;
  private final SplittableRandom noise = new SplittableRandom(77);
  private final ServiceTimeFit fit;

  VirtualLane(Curve curve, int servers) {
    this.curve = curve;
    this.servers = servers;
    this.fit = new ServiceTimeFit(curve.max());
    for (int size : curve.buckets().sizes()) {
      for (int run = 0; run < 6; run++) {
        fit.add(size, run(size));
      }
    }
  }

  /** The true service time: milliseconds per image and per run, and the largest batch. */
  record Curve(String name, double alpha, double tau0, int max) {

    Buckets buckets() {
      return new Buckets(max, Buckets.Rounding.EXACT);
    }

    /** Images per millisecond of one device with full batches. */
    double capacity() {
      return max / (alpha * max + tau0);
    }
  }

  /** What came of a stream: p99 in milliseconds after warm-up, and the last tuning. */
  record Result(double p99, Tuning tuning, int changes) {}

  BatchPlanner planner() {
    return new BatchPlanner(curve.max(), servers, 1_000_000_000L, fit);
  }

  /** Fixed policies need no learning. */
  double p99(BatchPolicy policy, long[] arrivals) {
    return new Stream(policy, arrivals).play();
  }

  Result adaptive(BatchPlanner planner, long[] arrivals) {
    Stream stream = new Stream(planner, arrivals);
    Replanning replanning = new Replanning(planner, new TuningSearch(curve.buckets(), servers));
    stream.replanning = replanning;
    return new Result(stream.play(), planner.tuning(), replanning.changes);
  }

  private long run(int images) {
    double exact = (curve.alpha() * images + curve.tau0()) * 1e6;
    return (long) (exact * (0.98 + 0.04 * noise.nextDouble()));
  }

  /** The planning thread: looks every two seconds, searches where something has moved. */
  private static final class Replanning {
    private final BatchPlanner planner;
    private final Replanner replanner;
    private int changes;

    Replanning(BatchPlanner planner, TuningSearch search) {
      this.planner = planner;
      this.replanner = new Replanner(search);
    }

    void look(long now) {
      Tuning before = planner.tuning();
      planner.adopt(replanner.next(planner.observe(now, false), before));
      changes += planner.tuning().equals(before) ? 0 : 1;
    }
  }

  private final class Stream {
    private final BatchPolicy policy;
    private final long[] arrivals;
    private final PriorityQueue<Long> ends = new PriorityQueue<>();
    private @Nullable Replanning replanning;
    private long now;
    private long nextLook = PLAN_EVERY;
    private int seen;
    private int next;

    Stream(BatchPolicy policy, long[] arrivals) {
      this.policy = policy;
      this.arrivals = arrivals;
    }

    double play() {
      long[] latencies = new long[arrivals.length];
      while (next < arrivals.length) {
        long wake = step(latencies);
        if (wake > now) {
          now = wake;
        }
      }
      long[] counted = Arrays.copyOfRange(latencies, latencies.length / 5, latencies.length);
      Arrays.sort(counted);
      return counted[(int) Math.ceil(0.99 * counted.length) - 1] / 1e6;
    }

    /** Starts what can start now; returns when to look again. */
    private long step(long[] latencies) {
      while (seen < arrivals.length && arrivals[seen] <= now) {
        policy.arrived(arrivals[seen++]);
      }
      while (!ends.isEmpty() && ends.peek() <= now) {
        ends.remove();
      }
      if (replanning != null && now >= nextLook) {
        replanning.look(now);
        nextLook = now + PLAN_EVERY;
      }
      long arrival = seen < arrivals.length ? arrivals[seen] : Long.MAX_VALUE;
      if (next == seen) {
        return arrival;
      }
      if (ends.size() == servers) {
        return Math.min(arrival, ends.peek());
      }
      int waiting = Math.min(seen - next, policy.cap());
      OpenBatch open = new OpenBatch(waiting, arrivals[next], arrivals[seen - 1]);
      Plan plan = policy.plan(open, now);
      if (plan instanceof Wait wait) {
        return Math.min(arrival, Math.max(wait.until(), now + 1));
      }
      if (!(plan instanceof Close)) {
        throw new AssertionError(plan);
      }
      int images = policy.share(seen - next);
      long nanos = run(images);
      fit.add(images, nanos);
      policy.ran(images, nanos, 0);
      ends.add(now + nanos);
      for (int i = 0; i < images; i++, next++) {
        latencies[next] = now + nanos - arrivals[next];
      }
      return now;
    }
  }
}
