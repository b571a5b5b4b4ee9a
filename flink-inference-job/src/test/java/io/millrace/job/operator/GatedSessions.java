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
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Real sessions whose runs wait while the gate is shut, or until they are told to end. */
final class GatedSessions implements SessionFactory {

  private static final CountDownLatch OPEN = new CountDownLatch(0);

  private final SessionFactory real;
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

  @Override
  public InferenceSession open(ModelFile model) throws SessionException {
    return new Session(real.open(model));
  }

  private final class Session implements InferenceSession {

    private final InferenceSession session;

    Session(InferenceSession session) {
      this.session = session;
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
      return new Run(session.newRun(input, outputs, capacity));
    }

    @Override
    public void close() {
      session.close();
    }
  }

  private final class Run implements InferenceRun {

    private final InferenceRun run;
    private volatile @Nullable Thread waiting;

    Run(InferenceRun run) {
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
      waiting = Thread.currentThread();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new InferenceException("told to end", e);
      } finally {
        waiting = null;
      }
      run.run(images);
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
