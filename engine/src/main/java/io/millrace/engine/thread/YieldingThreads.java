package io.millrace.engine.thread;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes threads that take only the processor time that nobody else wants: on Linux they ask for the
 * policy SCHED_IDLE, each for itself, as every thread may. Java's own priorities do nothing there.
 *
 * <p>There is no way back without a privilege, and a thread that such a thread starts is as they
 * are. So they do one kind of work and end, and start nothing that outlives them.
 */
public final class YieldingThreads implements ThreadFactory {

  private static final Logger LOG = LoggerFactory.getLogger(YieldingThreads.class);
  private static final long PATIENCE_SECONDS = 5;

  private final String name;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * A factory.
   *
   * @param name of each thread
   */
  public YieldingThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable body) {
    return daemon(
        () -> {
          giveWay();
          body.run();
        },
        name);
  }

  private static Thread daemon(Runnable body, String name) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    // Not the loader of whoever starts it: it may be that of a job that ends first.
    thread.setContextClassLoader(YieldingThreads.class.getClassLoader());
    return thread;
  }

  /** From now on and for good, the thread that calls waits for all others. */
  private void giveWay() {
    try {
      LinuxThread self = LinuxThread.current();
      if (self.isIdle()) {
        return; // as the thread that started it
      }
      // By another thread: what Java starts to look after a process would give way as well.
      FutureTask<String> asked = new FutureTask<>(() -> askFor(self));
      daemon(asked, name + "-asks").start();
      String answer = asked.get();
      if (!self.isIdle()) {
        warn("chrt said: " + answer);
      }
    } catch (IOException | ExecutionException e) {
      warn(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A program, since Java has no call for it; nothing native is to be brought along for that. */
  private static String askFor(LinuxThread self) throws IOException, InterruptedException {
    Process chrt =
        new ProcessBuilder(List.of("chrt", "-i", "-p", "0", self.id()))
            .redirectErrorStream(true)
            .start();
    try {
      chrt.getOutputStream().close();
      if (!chrt.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return "nothing for " + PATIENCE_SECONDS + " s";
      }
      return new String(chrt.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } finally {
      chrt.destroyForcibly();
    }
  }

  private void warn(String why) {
    if (!warned.getAndSet(true)) {
      LOG.warn(
          "The threads {} compete with those that serve: loads make predictions late on a busy"
              + " machine. It takes Linux and the program chrt (util-linux). {}",
          name,
          why);
    }
  }
}
