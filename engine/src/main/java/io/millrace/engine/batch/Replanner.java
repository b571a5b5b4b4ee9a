package io.millrace.engine.batch;

import org.jspecify.annotations.Nullable;

/**
 * Searches anew only where something has moved since the last search: a rate, a burstiness, a curve
 * or how much of the devices is used. Looking costs microseconds, searching a hundred times that.
 */
public final class Replanner {

  private static final double MOVED = 0.1;
  private static final double BURSTINESS_MOVED = 0.25;
  private static final int MORE_GAPS = 2;

  /** Small moves add up: every so often it searches in any case. */
  private static final int LOOKS_AT_MOST = 16;

  private final TuningSearch search;
  private @Nullable Observed last;
  private int looks;

  public Replanner(TuningSearch search) {
    this.search = search;
  }

  /** The tuning to go on with. */
  public Tuning next(Observed observed, Tuning present) {
    if (last != null && ++looks % LOOKS_AT_MOST != 0 && !moved(last, observed)) {
      return present;
    }
    last = observed;
    return search.best(observed, present);
  }

  private static boolean moved(Observed before, Observed now) {
    return now.gaps().size() >= MORE_GAPS * before.gaps().size()
        || apart(before.gaps().mean(), now.gaps().mean(), MOVED)
        || apart(before.gaps().burstiness(), now.gaps().burstiness(), BURSTINESS_MOVED)
        || apart(before.time().predict(1), now.time().predict(1), MOVED)
        || Math.abs(before.time().tau0() - now.time().tau0()) > MOVED * now.time().predict(1)
        || before.isSaturated() != now.isSaturated();
  }

  private static boolean apart(double one, double other, double by) {
    return Math.abs(one - other) > by * Math.max(Math.abs(one), Math.abs(other));
  }
}
