package io.millrace.engine.host;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the host can go on. The first failure stays. */
final class Health {

  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Halt halt;
  private final Runnable onFailure;
  private volatile boolean deviceLost;

  /**
   * Healthy.
   *
   * @param onFailure ends the workers and tells the callers; run once
   */
  Health(Halt halt, Runnable onFailure) {
    this.halt = halt;
    this.onFailure = onFailure;
  }

  @Nullable Throwable failure() {
    return failure.get();
  }

  /** Whether nothing more may be given out. */
  boolean isDeviceLost() {
    return deviceLost;
  }

  /** The engine cannot go on: a worker died of a bug. */
  void fail(Throwable why) {
    if (failure.compareAndSet(null, why)) {
      LOG.error("The model host cannot go on", why);
      onFailure.run();
    }
  }

  /**
   * Every further call of this process meets the same broken device, those of a task that is
   * started again too, so the process ends.
   */
  void loseDevice(Throwable why) {
    deviceLost = true;
    fail(why);
    LOG.error("The device is lost; this process halts so that another one can take over");
    halt.now(Halt.DEVICE_LOST);
  }

  /** A thread in native code cannot be ended; only the end of its process ends it. */
  void hang(Throwable why) {
    fail(why);
    LOG.error("Threads hang in native code; this process halts so that another one can take over");
    halt.now(Halt.HANGS);
  }
}
