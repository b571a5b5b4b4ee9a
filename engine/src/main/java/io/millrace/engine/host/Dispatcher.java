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

  /** Takes what the worker has decoded and blocks until there is something new to do. */
  Work take(Decodes hand) {
    lock.lock();
    try {
      receive();
      if (!hand.isEmpty()) {
        hand.batch().lane().decoded(hand);
      }
      while (!stopped) {
        long now = System.nanoTime();
        Work work = next(hand, now);
        if (work != null) {
          return work;
        }
        sleepers.sleep(lock, patience(now), arrivals);
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
      sleepers.wakeAll();
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

  void finished(BatchRunner runner) {
    locked(
        () -> {
          Lane lane = runner.batch().lane();
          lane.finished(runner, System.nanoTime());
          if (lane.hasWork()) {
            // The memory or the place on the device may be what an idle worker lacks.
            sleepers.wakeOne();
          }
        });
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
            sleepers.wakeAll();
          }
        });
  }

  void drain(Lane lane) {
    locked(
        () -> {
          lane.drain();
          sleepers.wakeAll();
        });
  }

  void abandon(Caller caller) {
    List<Ticket> abandoned = new ArrayList<>();
    locked(() -> lanes.forEach(lane -> abandoned.addAll(lane.removeQueued(caller))));
    Completion.abandon(abandoned);
  }

  /** Lets every worker end after what it is doing. */
  void stop() {
    locked(
        () -> {
          stopped = true;
          sleepers.wakeAll();
        });
  }

  /** Gives up what no worker will do any more. */
  void abandonAll() {
    List<Ticket> abandoned = new ArrayList<>();
    locked(() -> lanes.forEach(lane -> abandoned.addAll(lane.removeAll())));
    Completion.abandon(abandoned);
    abandonArrivals();
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

  /** A ready batch before a decode; lanes take turns. */
  private @Nullable Work next(Decodes hand, long now) {
    for (Lane lane : lanes) {
      Batch batch = lane.pollReady();
      if (batch != null) {
        return batch;
      }
    }
    for (int i = 0; i < lanes.size(); i++) {
      turn = (turn + 1) % lanes.size();
      Work work = lanes.get(turn).poll(hand, now);
      if (work != null) {
        return work;
      }
    }
    return helps(hand) ? hand : null;
  }

  /** Takes an image from the hand of a worker that has not come to it. */
  private boolean helps(Decodes hand) {
    for (Decodes other : hands) {
      if (other.giveOneTo(hand)) {
        return true;
      }
    }
    return false;
  }

  /** Nanoseconds until an answer can change by time alone. */
  private long patience(long now) {
    long nanos = LONGEST_WAIT_NANOS;
    for (Lane lane : lanes) {
      if (lane.wakeAt() != Long.MAX_VALUE) {
        nanos = Math.min(nanos, lane.wakeAt() - now);
      }
    }
    return nanos;
  }
}
