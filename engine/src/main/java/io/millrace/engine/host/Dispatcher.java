package io.millrace.engine.host;

import io.millrace.engine.batch.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says what each worker does next. The one lock of the host guards all lanes and batches; whoever
 * takes it first moves into the lanes what has arrived.
 */
final class Dispatcher {

  private static final long LONGEST_WAIT_NANOS = 60_000_000_000L;

  private final ReentrantLock lock = new ReentrantLock();
  private final Inbox arrivals = new Inbox();
  private final Sleepers sleepers = new Sleepers();
  private final List<Lane> lanes = new ArrayList<>();
  private final SpareTime spareTime = new SpareTime(lanes, sleepers);
  private final List<Decodes> hands = new ArrayList<>();
  private int turn;
  private volatile boolean stopped;

  void add(Lane lane) {
    locked(
        () -> {
          lanes.add(lane);
        });
  }

  void remove(Lane lane) {
    locked(
        () -> {
          lanes.remove(lane);
        });
  }

  /** Takes no lock, unless somebody sleeps who could do the work. */
  void submit(Ticket ticket) {
    arrivals.add(ticket);
    if (stopped) {
      abandonArrivals();
    } else if (ticket.caller().isBackground()) {
      if (spareTime.isOffered()) {
        locked(spareTime::wake);
      }
    } else if (sleepers.any()) {
      locked(sleepers::wakeOne);
    }
  }

  /** A worker's hand, which others may help to empty. */
  void join(Decodes hand) {
    locked(
        () -> {
          hands.add(hand);
        });
  }

  /**
   * Takes what the worker has decoded and blocks until there is something new to do.
   *
   * @param background whether for the worker that does what nobody waits for
   */
  Work take(Decodes hand, boolean background) {
    lock.lock();
    try {
      receive();
      if (!hand.isEmpty()) {
        Lane lane = hand.batch().lane();
        lane.decoded(hand);
        if (background && lane.isAwaited()) {
          sleepers.wakeOne(); // it is awaited since this worker began there: the others go on
        }
      }
      while (!stopped) {
        long now = System.nanoTime();
        Work work = background ? spareTime.next(hand, now) : next(hand, now);
        if (work != null) {
          return work;
        }
        sleep(now, background);
        receive();
      }
      hands.remove(hand);
      return Work.Stop.STOP;
    } finally {
      lock.unlock();
    }
  }

  void refused(Decodes hand, int place) {
    locked(() -> hand.batch().lane().refused(hand, place));
  }

  /**
   * The worker with this hand hangs in the image that it began last; its other images start anew.
   *
   * @return the image; null where the worker has died of it meanwhile
   */
  @Nullable Ticket giveUp(Decodes hand) {
    lock.lock();
    try {
      receive();
      hands.remove(hand);
      if (hand.isEmpty()) {
        return null;
      }
      Ticket hanging = hand.currentTicket();
      hand.batch().lane().giveUp(hand);
      wakeAll();
      return hanging;
    } finally {
      lock.unlock();
    }
  }

  /** Takes everything out of the hand of a worker that does not go on. */
  List<Ticket> takeBack(Decodes hand) {
    return locked(
        () -> {
          hands.remove(hand);
          return hand.clear();
        });
  }

  /**
   * A worker has run a batch.
   *
   * @param background as for {@link #take}
   * @return whether more images wait in its lane
   */
  boolean finished(BatchRunner runner, boolean background) {
    Lane lane = runner.batch().lane();
    lock.lock();
    try {
      receive();
      lane.finished(runner, System.nanoTime());
      if (!lane.isAwaited()) {
        if (sleepers.any()) {
          spareTime.offer();
        }
      } else if (background || lane.hasWork()) {
        // The memory or the place on the device may be what an idle worker lacks.
        sleepers.wakeOne();
      }
      return lane.hasWork();
    } finally {
      lock.unlock();
    }
  }

  /** Does something to lanes or what is theirs. */
  void locked(Runnable action) {
    lock.lock();
    try {
      receive();
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /** Looks at something of a lane. */
  <T> T locked(Supplier<T> look) {
    lock.lock();
    try {
      receive();
      return look.get();
    } finally {
      lock.unlock();
    }
  }

  void flush(Caller caller, CloseReason why) {
    locked(
        () -> {
          boolean any = false;
          for (Lane lane : lanes) {
            any |= lane.flush(caller, why);
          }
          if (any) {
            wakeAll();
          }
        });
  }

  /** Lets a lane end what it holds, and gives up what nobody waits for and is not begun. */
  void drain(Lane lane) {
    List<Ticket> abandoned = new ArrayList<>();
    locked(
        () -> {
          lane.drain();
          abandoned.addAll(lane.removeQueued(ticket -> ticket.caller().isBackground()));
          wakeAll();
        });
    Completion.abandon(abandoned);
  }

  void abandon(Caller caller) {
    List<Ticket> abandoned = new ArrayList<>();
    locked(
        () -> {
          for (Lane lane : lanes) {
            abandoned.addAll(lane.removeQueued(ticket -> ticket.caller() == caller));
          }
          spareTime.offer();
        });
    Completion.abandon(abandoned);
  }

  /** Lets every worker end after what it is doing. */
  void stop() {
    locked(
        () -> {
          stopped = true;
          wakeAll();
        });
  }

  /** Gives up what no worker will do any more. */
  void abandonAll() {
    List<Ticket> abandoned = new ArrayList<>();
    locked(() -> lanes.forEach(lane -> abandoned.addAll(lane.removeAll())));
    Completion.abandon(abandoned);
    abandonArrivals();
  }

  /** Whether somebody waits for an image of this lane. */
  boolean isAwaited(Lane lane) {
    lock.lock();
    try {
      return lane.isAwaited();
    } finally {
      lock.unlock();
    }
  }

  private void abandonArrivals() {
    List<Ticket> late = new ArrayList<>();
    lock.lock();
    try {
      arrivals.drain(late::add);
    } finally {
      lock.unlock();
    }
    Completion.abandon(late);
  }

  private void receive() {
    if (!stopped) {
      arrivals.drain(ticket -> ticket.lane().add(ticket));
    }
  }

  private void wakeAll() {
    sleepers.wakeAll();
    spareTime.wake();
  }

  private void sleep(long now, boolean background) {
    if (background) {
      spareTime.sleep(lock, now, LONGEST_WAIT_NANOS, arrivals);
    } else {
      spareTime.offer();
      sleepers.sleep(lock, patience(now), arrivals);
    }
  }

  /** A ready batch before a decode; lanes take turns. Without iterators: each would be garbage. */
  private @Nullable Work next(Decodes hand, long now) {
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get(i);
      Batch batch = lane.isAwaited() ? lane.pollReady() : null;
      if (batch != null) {
        return batch;
      }
    }
    for (int i = 0; i < lanes.size(); i++) {
      turn = (turn + 1) % lanes.size();
      Lane lane = lanes.get(turn);
      Work work = lane.isAwaited() ? lane.poll(hand, now) : null;
      if (work != null) {
        return work;
      }
    }
    return helps(hand) ? hand : null;
  }

  /** Takes an image from the hand of a worker that has not come to it. */
  private boolean helps(Decodes hand) {
    for (int i = 0; i < hands.size(); i++) {
      Decodes other = hands.get(i);
      if (!other.isEmpty() && other.batch().lane().isAwaited() && other.giveOneTo(hand)) {
        return true;
      }
    }
    return false;
  }

  /** Nanoseconds until an answer can change by time alone. */
  private long patience(long now) {
    long nanos = LONGEST_WAIT_NANOS;
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get(i);
      if (lane.isAwaited() && lane.wakeAt() != Long.MAX_VALUE) {
        nanos = Math.min(nanos, lane.wakeAt() - now);
      }
    }
    return nanos;
  }
}
