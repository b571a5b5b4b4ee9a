package io.millrace.cli.stack;

import io.millrace.cli.terminal.Stopped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns things that were started, and closes them in reverse order of their naming. A thing whose
 * start is still under way when the end comes is waited for and closed too, so nothing can slip
 * through. Every close is attempted; the failures are thrown together afterwards.
 */
public final class Teardown implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Teardown.class);

  private record Owned(String name, CompletableFuture<? extends AutoCloseable> thing) {}

  private final Deque<Owned> owned = new ArrayDeque<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private boolean closing;

  /** Starts something on the executor and owns it from now on. */
  public <T extends AutoCloseable> CompletableFuture<T> own(
      String name, Supplier<T> start, Executor executor) {
    var thing = new CompletableFuture<T>();
    synchronized (this) {
      if (closing) {
        throw new Stopped(name + " is not started any more: the stack is closing");
      }
      owned.push(new Owned(name, thing));
    }
    executor.execute(() -> complete(thing, start));
    return thing;
  }

  /** The same on a thread of its own: parts of a stack start side by side. */
  public <T extends AutoCloseable> CompletableFuture<T> begin(String name, Supplier<T> start) {
    String thread = "millrace-start-" + name.replace(' ', '-');
    return own(name, start, task -> new Thread(task, thread).start());
  }

  /** The same on the calling thread; what the start throws is thrown. */
  public <T extends AutoCloseable> T own(String name, Supplier<T> start) {
    try {
      return own(name, start, Runnable::run).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw e;
    }
  }

  private static <T> void complete(CompletableFuture<T> thing, Supplier<T> start) {
    try {
      thing.complete(start.get());
    } catch (Throwable e) {
      thing.completeExceptionally(e);
    }
  }

  private synchronized boolean begin() {
    boolean first = !closing;
    closing = true;
    return first;
  }

  /** Idempotent; a second caller waits until the first has finished. */
  @Override
  public void close() {
    if (!begin()) {
      closed.join();
      return;
    }
    var failures = new ArrayList<Exception>();
    // Newest first; nothing is added any more once closing has begun.
    for (Owned each : owned) {
      try {
        close(each);
      } catch (Exception e) {
        LOG.error("{} did not close in order", each.name(), e);
        failures.add(
            new IllegalStateException(
                each.name() + " did not close in order: " + e.getMessage(), e));
      }
    }
    closed.complete(null);
    if (!failures.isEmpty()) {
      var all =
          new IllegalStateException(
              String.join("; ", failures.stream().map(Exception::getMessage).toList()));
      failures.forEach(all::addSuppressed);
      throw all;
    }
  }

  private static void close(Owned each) throws Exception {
    AutoCloseable thing;
    try {
      thing = each.thing().join();
    } catch (CompletionException neverStarted) {
      // Whoever asked for it has the reason; there is nothing to close.
      return;
    }
    LOG.info("Closing {}", each.name());
    thing.close();
  }
}
