package io.millrace.job.operator;

import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.session.SessionFactory;
import io.millrace.engine.session.Signature;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Real sessions whose runs wait while the gate is shut or until they are told to end, and do what a
 * test has them do instead.
 */
final class GatedSessions implements SessionFactory {

  private static final CountDownLatch OPEN = new CountDownLatch(0);

  /** Takes the place of a run. */
  @FunctionalInterface
  interface Script {
    void run(InferenceRun real, int images) throws InferenceException;
  }

  private final SessionFactory real;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final AtomicInteger atGate = new AtomicInteger();
  private volatile CountDownLatch gate = OPEN;

  GatedSessions(SessionFactory real) {
    this.real = real;
  }

  void shut() {
    gate = new CountDownLatch(1);
  }

  void open() {
    CountDownLatch shut = gate;
    gate = OPEN;
    shut.countDown();
  }

  /** Runs that wait at the gate. */
  int atGate() {
    return atGate.get();
  }

  /** Has every run of a model file from now on be as the script says. */
  void script(String digest, Script script) {
    scripts.put(digest, script);
  }

  @Override
  public InferenceSession open(ModelFile model) throws SessionException {
    return new Session(real.open(model), model.digest());
  }

  private final class Session implements InferenceSession {

    private final InferenceSession session;
    private final String digest;

    Session(InferenceSession session, String digest) {
      this.session = session;
      this.digest = digest;
    }

    @Override
    public Signature signature() {
      return session.signature();
    }

    @Override
    public String provider() {
      return session.provider();
    }

    @Override
    public boolean shapesAreFree() {
      return session.shapesAreFree();
    }

    @Override
    public InferenceRun newRun(TensorSpec input, List<TensorSpec> outputs, int capacity)
        throws InferenceException {
      return new Run(session.newRun(input, outputs, capacity), digest);
    }

    @Override
    public void close() {
      session.close();
    }
  }

  private final class Run implements InferenceRun {

    private final InferenceRun run;
    private final String digest;
    private volatile @Nullable Thread waiting;

    Run(InferenceRun run, String digest) {
      this.run = run;
      this.digest = digest;
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
      waiting = Thread.currentThread();
      atGate.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new InferenceException("told to end", e);
      } finally {
        waiting = null;
        atGate.decrementAndGet();
      }
      Script script = scripts.get(digest);
      if (script == null) {
        run.run(images);
      } else {
        script.run(run, images);
      }
    }

    @Override
    public void terminate() {
      Thread thread = waiting;
      if (thread != null) {
        thread.interrupt();
      }
    }

    @Override
    public void close() {
      run.close();
    }
  }
}
