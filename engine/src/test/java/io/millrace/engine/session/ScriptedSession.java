package io.millrace.engine.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A session whose model is a function of one image's floats, and whose faults are scripted: a
 * reason to fail per run, a gate that holds runs. It notices being closed under a run.
 */
public final class ScriptedSession implements InferenceSession {

  /** What the model says of one image. */
  @FunctionalInterface
  public interface Model {
    /**
     * Scores one image.
     *
     * @param pixels the image's values
     * @param scores one per class, to be filled
     */
    void score(float[] pixels, float[] scores) throws InferenceException;
  }

  private final int side;
  private final int classes;
  private final Model model;
  private final AtomicInteger active = new AtomicInteger();
  private final List<Integer> sizes = new ArrayList<>();
  private volatile boolean closed;
  private volatile int failingSize;
  private volatile Script script = images -> {};
  private final AtomicInteger openRuns = new AtomicInteger();
  private volatile @Nullable CountDownLatch hold;

  public ScriptedSession(int side, int classes, Model model) {
    this.side = side;
    this.classes = classes;
    this.model = model;
  }

  /** Holds every run from now on until the latch opens. */
  public void holdRuns(CountDownLatch latch) {
    hold = latch;
  }

  /** Runs of this size fail. */
  public ScriptedSession failRunsOf(int images) {
    failingSize = images;
    return this;
  }

  /** Asked at the beginning of every run. */
  @FunctionalInterface
  public interface Script {
    void begin(int images) throws InferenceException;
  }

  /** Has every run from now on begin with a script. */
  public void onRun(Script next) {
    script = next;
  }

  /** Buffers that were made and not closed. */
  public int openRuns() {
    return openRuns.get();
  }

  /** Whether a run is active. */
  public boolean isRunning() {
    return active.get() > 0;
  }

  /** Runs that are active. */
  public int running() {
    return active.get();
  }

  public boolean isClosed() {
    return closed;
  }

  /** Sizes of the runs so far. */
  public List<Integer> sizes() {
    synchronized (sizes) {
      return List.copyOf(sizes);
    }
  }

  @Override
  public Signature signature() {
    long s = side;
    return new Signature(
        List.of(new TensorSpec("image", ElementType.FP32, List.of(-1L, 1L, s, s))),
        List.of(new TensorSpec("scores", ElementType.FP32, List.of(-1L, (long) classes))));
  }

  @Override
  public String provider() {
    return "scripted";
  }

  @Override
  public boolean shapesAreFree() {
    return false;
  }

  @Override
  public InferenceRun newRun(TensorSpec input, List<TensorSpec> outputs, int capacity) {
    return new Run(direct(capacity * side * side), direct(capacity * classes));
  }

  @Override
  public void close() {
    if (active.get() > 0) {
      throw new IllegalStateException("closed under a run: the real one crashes the process");
    }
    closed = true;
  }

  private static ByteBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  private void run(ByteBuffer input, ByteBuffer output, int images) throws InferenceException {
    if (closed) {
      throw new IllegalStateException("run after close: the real one crashes the process");
    }
    active.incrementAndGet();
    try {
      synchronized (sizes) {
        sizes.add(images);
      }
      if (images == failingSize) {
        throw new InferenceException("scripted", new IllegalStateException("size " + images));
      }
      script.begin(images);
      CountDownLatch latch = hold;
      if (latch != null) {
        latch.await();
      }
      float[] pixels = new float[side * side];
      float[] scores = new float[classes];
      for (int i = 0; i < images; i++) {
        input.asFloatBuffer().get(i * pixels.length, pixels);
        model.score(pixels, scores);
        output.asFloatBuffer().put(i * classes, scores);
      }
    } catch (InterruptedException e) {
      throw new InferenceException("interrupted", e);
    } finally {
      active.decrementAndGet();
    }
  }

  private final class Run implements InferenceRun {

    private final ByteBuffer input;
    private final ByteBuffer output;
    private volatile @Nullable Thread runner;

    Run(ByteBuffer input, ByteBuffer output) {
      this.input = input;
      this.output = output;
      openRuns.incrementAndGet();
    }

    @Override
    public ByteBuffer input() {
      return input;
    }

    @Override
    public List<ByteBuffer> outputs() {
      return List.of(output);
    }

    @Override
    public void run(int images) throws InferenceException {
      runner = Thread.currentThread();
      try {
        ScriptedSession.this.run(input, output, images);
      } finally {
        runner = null;
      }
    }

    @Override
    public void terminate() {
      Thread thread = runner;
      if (thread != null) {
        thread.interrupt();
      }
    }

    @Override
    public void close() {
      openRuns.decrementAndGet();
    }
  }
}
