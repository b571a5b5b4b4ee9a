package io.millrace.engine.batch;

import io.millrace.engine.batch.Tuning.Patience;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tuning with the least p99 by simulating the queue on what was observed: the learned
 * time of a run and the very gaps between the latest arrivals. Pure and seeded; some ten
 * milliseconds of one core, so it belongs on a thread of its own and never under a lock.
 *
 * <p>Two things simulation cannot see are rules. A cap whose capacity the arrivals all but use up
 * is not considered. And where the devices are busy all the time, arrivals are as fast as the
 * devices let them be (the source is held back), so that every cap looks good enough: then the
 * smallest cap near the highest capacity is taken.
 */
public final class TuningSearch {

  /** Gaps below which nothing is planned. */
  public static final int FEWEST_GAPS = 512;

  private static final int ARRIVALS = 32_768;
  private static final long SEED = 20_111;

  /**
   * Arrivals come a little faster than seen: a mean of some thousand gaps is a few percent off, and
   * near capacity too small a cap costs far more than too large a one.
   */
  private static final double HASTE = 0.99;

  private static final double FULL = 0.98;
  private static final double NEAR_HIGHEST = 0.99;

  /** A new tuning must be better by this, so that noise does not make it flap. */
  private static final double WORTH_A_CHANGE = 0.97;

  private final Buckets buckets;
  private final int servers;

  /**
   * A search for one lane.
   *
   * @param servers devices that run batches of the lane side by side
   */
  public TuningSearch(Buckets buckets, int servers) {
    this.buckets = buckets;
    this.servers = servers;
  }

  /** The tuning to go on with; the present one where nothing is better by enough. */
  public Tuning best(Observed observed, Tuning present) {
    if (observed.gaps().size() < FEWEST_GAPS) {
      return present;
    }
    Trial trial = new Trial(observed);
    List<Integer> caps = trial.capsWithRoom();
    if (caps.isEmpty() || observed.isSaturated()) {
      return new Tuning(trial.capForThroughput(), Patience.NONE, false);
    }
    Tuning best = trial.bestCap(caps, present);
    best = trial.bestManner(best);
    best = trial.bestCap(caps, best);
    boolean mayStay = caps.contains(present.cap());
    return mayStay && trial.p99(best) > WORTH_A_CHANGE * trial.p99(present) ? present : best;
  }

  /** Simulations on one observation, each made once. */
  private final class Trial {

    private final Observed observed;
    private final QueueModel queue;
    private long @Nullable [] arrivals;
    private final Map<Tuning, Long> known = new HashMap<>();

    Trial(Observed observed) {
      this.observed = observed;
      this.queue = new QueueModel(observed.time(), buckets, servers, observed.decodeNanos());
    }

    List<Integer> capsWithRoom() {
      List<Integer> caps = new ArrayList<>();
      for (int cap : buckets.sizes()) {
        if (1 / observed.gaps().mean() <= FULL * queue.capacity(cap)) {
          caps.add(cap);
        }
      }
      return caps;
    }

    int capForThroughput() {
      double highest = 0;
      for (int cap : buckets.sizes()) {
        highest = Math.max(highest, queue.capacity(cap));
      }
      for (int cap : buckets.sizes()) {
        if (queue.capacity(cap) >= NEAR_HIGHEST * highest) {
          return cap;
        }
      }
      return buckets.max();
    }

    Tuning bestCap(List<Integer> caps, Tuning from) {
      Tuning best = new Tuning(caps.get(caps.size() - 1), from.patience(), from.spread());
      for (int cap : caps) {
        best = better(best, new Tuning(cap, from.patience(), from.spread()));
      }
      return best;
    }

    Tuning bestManner(Tuning from) {
      Tuning best = from;
      for (Patience patience : Patience.values()) {
        best = better(best, new Tuning(from.cap(), patience, false));
        if (servers > 1) {
          best = better(best, new Tuning(from.cap(), patience, true));
        }
      }
      return best;
    }

    private Tuning better(Tuning one, Tuning other) {
      return p99(other) < p99(one) ? other : one;
    }

    long p99(Tuning tuning) {
      return known.computeIfAbsent(tuning, this::simulate);
    }

    private long simulate(Tuning tuning) {
      BatchPlanner planner = new BatchPlanner(tuning, servers, observed.target(), observed.time());
      if (arrivals == null) {
        arrivals = observed.gaps().resample(ARRIVALS, HASTE, SEED);
      }
      return queue.p99(planner, arrivals);
    }
  }
}
