package io.millrace.engine.host;

import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;
import io.millrace.engine.thread.GivenTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends the runs of a version that is being checked where they take longer than a run may: nobody
 * else looks after them yet. For the one thread that checks it; where images leave that thread no
 * processor, the deadline waits too.
 */
final class RunWatch implements AutoCloseable {

  private final Duration deadline;
  private final GivenTime clock = GivenTime.ofThisThread();
  private final Thread thread = new Thread(this::watch, "millrace-model-gate-watch");
  private @Nullable InferenceRun active; // this and the next two: guarded by this
  private long activeSince;
  private boolean toldToEnd;
  private volatile boolean closed;

  /** Watches from now on. */
  RunWatch(Duration deadline) {
    this.deadline = deadline;
    thread.setDaemon(true);
    thread.setContextClassLoader(RunWatch.class.getClassLoader());
    thread.start();
  }

  /** The same memory, whose runs are watched. Whoever closes it closes that memory. */
  BatchBuffers over(BatchBuffers buffers) {
    return new BatchBuffers(new Watched(buffers.run()), buffers.slots());
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(deadline.toNanos() / 4);
      endWhatBegan(clock.nanos() - deadline.toNanos());
    }
  }

  private synchronized void endWhatBegan(long before) {
    InferenceRun run = active;
    if (run != null && activeSince < before) {
      toldToEnd = true;
      run.terminate();
    }
  }

  private synchronized void begin(InferenceRun run) {
    active = run;
    activeSince = clock.nanos();
    toldToEnd = false;
  }

  private synchronized boolean end() {
    active = null;
    return toldToEnd;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private final class Watched implements InferenceRun {

    private final InferenceRun run;

    Watched(InferenceRun run) {
      this.run = run;
    }

    @Override
    public ByteBuffer input() {
      return run.input();
    }

    @Override
    public List<ByteBuffer> outputs() {
      return run.outputs();
    }

    @Override
    public void run(int images) throws InferenceException {
      begin(run);
      try {
        run.run(images);
      } catch (InferenceException e) {
        throw end() ? new InferenceException(late(), e) : e;
      } finally {
        end();
      }
    }

    private String late() {
      return "it took longer than " + deadline + " and was told to end, see the run deadline";
    }

    @Override
    public void terminate() {
      run.terminate();
    }

    @Override
    public void close() {
      run.close();
    }
  }
}
