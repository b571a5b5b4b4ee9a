package io.millrace.engine.host;

import java.util.Collection;

/**
 * The lanes of a host, to be planned together.
 *
 * @param inService the live view of those in service
 * @param callers the live view of those who submit
 * @param afterPlanning told when all have been looked at
 */
record Lanes(
    Dispatcher dispatcher,
    Collection<Lane> inService,
    Collection<Caller> callers,
    Telling telling,
    Runnable afterPlanning) {

  /** Simulates on the thread that calls; the lanes go on meanwhile. */
  void plan() {
    boolean heldBack = areHeldBack(System.nanoTime());
    for (Lane lane : inService) {
      if (lane.plan(dispatcher, heldBack)) {
        telling.tuned(lane);
      }
    }
    afterPlanning.run();
  }

  /** Each is asked, for each looks at the time since it was asked last. */
  private boolean areHeldBack(long now) {
    boolean any = false;
    for (Caller caller : callers) {
      any |= caller.isHeldBack(now);
    }
    return any;
  }
}
