package io.millrace.engine.host;

import java.util.Collection;

/**
 * The lanes of a host, to be planned together.
 *
 * @param inService the live view of those in service
 * @param afterPlanning told when all have been looked at
 */
record Lanes(
    Dispatcher dispatcher, Collection<Lane> inService, Telling telling, Runnable afterPlanning) {

  /** Simulates on the thread that calls; the lanes go on meanwhile. */
  void plan() {
    for (Lane lane : inService) {
      if (lane.plan(dispatcher)) {
        telling.tuned(lane);
      }
    }
    afterPlanning.run();
  }
}
