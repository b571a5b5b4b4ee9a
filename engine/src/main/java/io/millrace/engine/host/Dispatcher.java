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
          changed.signal();
        }
      }
    } finally {
      lock.unlock();
    }
    if (late) {
      Completion.abandon(List.of(ticket));
    }
  }

  /** Blocks until there is something to do. */
  Work take() {
    lock.lock();
    try {
      while (!stopped) {
        long now = System.nanoTime();
        Work work = next(now);
        if (work != null) {
          return work;
        }
        waiting++;
        try {
          changed.awaitNanos(patience(now));
        } catch (InterruptedException e) {
          // Workers end by stop(), so that no batch is left half done. Look again and go on.
        } finally {
          waiting--;
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
          changed.signalAll();
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
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  void drain(Lane lane) {
    locked(
        () -> {
          lane.drain();
          changed.signalAll();
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
          changed.signalAll();
        });
  }

  /** Gives up what no worker will do any more. */
  void abandonAll() {
    List<Ticket> abandoned = new ArrayList<>();
    locked(() -> lanes.forEach(lane -> abandoned.addAll(lane.removeAll())));
    Completion.abandon(abandoned);
  }

  /** A ready batch before a decode; lanes take turns. */
  private @Nullable Work next(long now) {
    for (Lane lane : lanes) {
      Batch batch = lane.pollReady();
      if (batch != null) {
        return new Work.Run(batch);
      }
    }
    for (int i = 0; i < lanes.size(); i++) {
      turn = (turn + 1) % lanes.size();
      Work work = lanes.get(turn).poll(now);
      if (work != null) {
        return work;
      }
    }
    return null;
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
