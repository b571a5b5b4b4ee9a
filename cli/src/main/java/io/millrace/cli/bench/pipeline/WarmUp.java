package io.millrace.cli.bench.pipeline;

import io.millrace.cli.bench.pipeline.Reading.Window;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Runs the job of the smallest net again and again until it no longer gets faster: so long do the
 * compilers of its process and of the broker's take cores away, half a million images and more.
 * What all jobs run is warm then, so that it is done once, whichever rows come first.
 */
final class WarmUp {

  private static final double FASTER = 1.05;
  private static final int ENOUGH = 2;

  private final Duration most;
  private boolean done;

  /**
   * Not begun.
   *
   * @param most no run is begun when this is over
   */
  WarmUp(Duration most) {
    this.most = most;
  }

  /** At least one run, the first time. */
  void take(Callable<Window> job) throws Exception {
    long end = System.nanoTime() + most.toNanos();
    double best = 0;
    int noFaster = 0;
    while (!done) {
      double rate = job.call().sample().perSecond();
      noFaster = rate > FASTER * best ? 0 : noFaster + 1;
      best = Math.max(best, rate);
      done = noFaster == ENOUGH || System.nanoTime() - end >= 0;
    }
  }
}
