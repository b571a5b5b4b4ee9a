package io.millrace.engine.host;

import io.millrace.engine.batch.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says what each worker does next. The one lock of the host guards all lanes and batches. */
final class Dispatcher {

  private static final long LONGEST_WAIT_NANOS = 60_000_000_000L;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Awaited by the background worker: there is spare time, or a reason to look. */
  private final Condition spare = lock.newCondition();

  private final List<Lane> lanes = new ArrayList<>();
  private int waiting;
  private int turn;
  private boolean stopped;

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

  void submit(Ticket ticket) {
    boolean late;
    lock.lock();
    try {
      late = stopped;
      if (!late) {
        ticket.lane().add(ticket);
        if (waiting > 0) {
          (ticket.caller().isBackground() ? spare : changed).signal();
        }
      }
    } finally {
      lock.unlock();
    }
    if (late) {
      Completion.abandon(List.of(ticket));
    }
  }

  /**
   * Blocks until there is something to do.
   *
   * @param background whether for the worker that does what nobody waits for
   */
  Work take(boolean background) {
    lock.lock();
    try {
      while (!stopped) {
        long now = System.nanoTime();
        Work work = background ? nextSpare(now) : next(now);
        if (work != null) {
          return work;
        }
        if (!background) {
          waiting++;
          offerSpareTime();
        }
        try {
          (background ? spare : changed).awaitNanos(patience(now, background));
        } catch (InterruptedException e) {
          // Workers end by stop(), so that no batch is left half done. Look again and go on.
        } finally {
          waiting -= background ? 0 : 1;
        }
      }
      return new Work.Stop();
    } finally {
      lock.unlock();
    }
  }

  void decoded(Batch batch, Ticket ticket) {
    locked(() -> batch.lane().decoded(batch, ticket));
  }

  void refused(Batch batch, int slot) {
    locked(() -> batch.lane().refused(batch, slot));
  }

  void giveUp(Batch batch, int hangingSlot) {
    locked(
        () -> {
          batch.lane().giveUp(batch, hangingSlot);
          wakeAll();
        });
  }

  void finished(BatchRunner runner) {
    locked(
        () -> {
          runner.batch().lane().finished(runner, System.nanoTime());
          if (waiting > 0) {
            // Its buffers may be what an idle worker lacks.
            changed.signal();
          }
        });
  }

  /** Does something to lanes or what is theirs. */
  void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /** Looks at something of a lane. */
  <T> T locked(Supplier<T> look) {
    lock.lock();
    try {
      return look.get();
    } finally {
      lock.unlock();
    }
  }

  void flush(Caller caller, CloseReason why) {
    lock.lock();
    try {
      boolean any = false;
      for (Lane lane : lanes) {
        any |= lane.flush(caller, why);
      }
      if (any) {
        wakeAll();
      }
    } finally {
      lock.unlock();
    }
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
  }

  private void offerSpareTime() {
    for (Lane lane : lanes) {
      if (lane.isBackground() && lane.hasWork()) {
        spare.signal();
        return;
      }
    }
  }

  private void wakeAll() {
    changed.signalAll();
    spare.signalAll();
  }

  /** A ready batch before a decode; lanes take turns. */
  private @Nullable Work next(long now) {
    for (Lane lane : lanes) {
      Batch batch = lane.isBackground() ? null : lane.pollReady();
      if (batch != null) {
        return new Work.Run(batch);
      }
    }
    for (int i = 0; i < lanes.size(); i++) {
      turn = (turn + 1) % lanes.size();
      Lane lane = lanes.get(turn);
      Work work = lane.isBackground() ? null : lane.poll(now);
      if (work != null) {
        return work;
      }
    }
    return null;
  }

  /**
   * Something that nobody waits for, if a worker has nothing to do: that worker goes on waiting for
   * what comes, and this takes its core meanwhile. What is to end need not wait for that.
   */
  private @Nullable Work nextSpare(long now) {
    for (Lane lane : lanes) {
      boolean isNow = lane.isDraining() || (waiting > 0 && deviceIsFree(lane));
      Work work = lane.isBackground() && isNow ? lane.poll(now) : null;
      if (work != null) {
        return work;
      }
    }
    return null;
  }

  /** On a CPU the idle worker is the device; another device may be busy while workers wait. */
  private boolean deviceIsFree(Lane lane) {
    return lane.model().runsSideBySide()
        || lanes.stream().noneMatch(other -> !other.isBackground() && other.isRunning());
  }

  /** Nanoseconds until an answer can change by time alone. */
  private long patience(long now, boolean background) {
    long nanos = LONGEST_WAIT_NANOS;
    for (Lane lane : lanes) {
      if (lane.isBackground() == background && lane.wakeAt() != Long.MAX_VALUE) {
        nanos = Math.min(nanos, lane.wakeAt() - now);
      }
    }
    return nanos;
  }
}
