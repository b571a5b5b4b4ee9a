package io.millrace.engine.host;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * When the background worker, which does what nobody waits for, may begin something: while another
 * worker has nothing to do. That one goes on waiting for what comes, and this takes its core
 * meanwhile. Guarded by the dispatcher's lock but for {@link #isOffered}.
 */
final class SpareTime {

  private final List<Lane> lanes;
  private final Sleepers idle;
  private final Sleepers asleep = new Sleepers();
  private int turn;
  private long wakeAt = Long.MAX_VALUE;

  /**
   * Nobody uses it yet.
   *
   * @param lanes the live list of all
   * @param idle the workers that do what is awaited and have nothing to do
   */
  SpareTime(List<Lane> lanes, Sleepers idle) {
    this.lanes = lanes;
    this.idle = idle;
  }

  /** Whether the background worker sleeps and could be told of something to do. */
  boolean isOffered() {
    return asleep.any();
  }

  /** What to do in spare time; what is to end does not wait for any. Lanes take turns. */
  @Nullable Work next(Decodes hand, long now) {
    wakeAt = Long.MAX_VALUE;
    for (int i = 0; i < lanes.size(); i++) {
      turn = (turn + 1) % lanes.size();
      Lane lane = lanes.get(turn);
      if (!lane.isAwaited() && (lane.isDraining() || hasTimeFor(lane))) {
        Work work = lane.poll(hand, now);
        if (work != null) {
          return work;
        }
        wakeAt = Math.min(wakeAt, lane.wakeAt());
      }
    }
    return null;
  }

  /** As {@link Sleepers#sleep}, at most until an answer can change by time alone. */
  void sleep(ReentrantLock lock, long now, long atMost, Inbox arrivals) {
    asleep.sleep(lock, wakeAt == Long.MAX_VALUE ? atMost : wakeAt - now, arrivals);
  }

  /** To be told when a worker becomes idle. */
  void offer() {
    if (asleep.any() && lanes.stream().anyMatch(lane -> !lane.isAwaited() && lane.holdsImages())) {
      asleep.wakeOne();
    }
  }

  /** Lets the background worker look. */
  void wake() {
    asleep.wakeAll();
  }

  /** On a CPU the idle worker is the device; another device may be busy while workers wait. */
  private boolean hasTimeFor(Lane lane) {
    return idle.any()
        && (lane.model().runsSideBySide()
            || lanes.stream().noneMatch(other -> other.isAwaited() && other.isRunning()));
  }
}
