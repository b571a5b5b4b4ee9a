package io.millrace.job.serving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts by configuration, counted. Safe for use by many threads.
 *
 * <p>A host that its last user has left stays for a while, because most often the user is a task
 * that is restarted: it finds its models loaded. One that cannot go on is replaced at once.
 *
 * @param <C> what makes a host; users with equal configurations share one
 * @param <H> the hosts
 */
public final class HostPool<C, H extends PooledHost> {

  private static final Logger LOG = LoggerFactory.getLogger(HostPool.class);

  private static final class Shared<H> {
    final H host;
    int users;

    Shared(H host) {
      this.host = host;
    }
  }

  private final Function<C, H> start;
  private final Duration keptFor;
  private final Map<C, Shared<H>> hosts = new HashMap<>(); // guarded by this

  /**
   * An empty pool.
   *
   * @param start starts a host
   * @param keptFor how long a host without users stays
   */
  public HostPool(Function<C, H> start, Duration keptFor) {
    this.start = start;
    this.keptFor = keptFor;
  }

  /** The host of this configuration. Every user releases it once. */
  public synchronized H acquire(C config) {
    Shared<H> shared = hosts.get(config);
    if (shared != null && shared.users == 0 && !shared.host.isUsable()) {
      hosts.remove(config);
      closeAside(shared.host);
      shared = null;
    }
    if (shared == null) {
      shared = new Shared<>(start.apply(config));
      hosts.put(config, shared);
    }
    shared.users++;
    notifyAll();
    return shared.host;
  }

  /** Gives a use back. */
  public synchronized void release(C config) {
    Shared<H> shared = hosts.get(config);
    if (shared == null || shared.users == 0) {
      throw new IllegalStateException("Released more often than acquired: " + config);
    }
    if (--shared.users == 0) {
      background(() -> closeWhenForgotten(config, shared));
    }
  }

  /** Closes the hosts that nobody uses, now. */
  public void closeIdle() throws InterruptedException {
    List<PooledHost> idle = new ArrayList<>();
    synchronized (this) {
      hosts.values().removeIf(shared -> shared.users == 0 && idle.add(shared.host));
      notifyAll();
    }
    for (PooledHost host : idle) {
      host.close();
    }
  }

  private void closeWhenForgotten(C config, Shared<H> shared) {
    try {
      if (awaitForgotten(config, shared)) {
        shared.host.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the thread is ours and ends here
    }
  }

  private synchronized boolean awaitForgotten(C config, Shared<H> shared)
      throws InterruptedException {
    long end = System.nanoTime() + keptFor.toNanos();
    while (shared.users == 0 && hosts.get(config) == shared) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        hosts.remove(config);
        return true;
      }
      wait(left);
    }
    return false;
  }

  private static void closeAside(PooledHost host) {
    background(
        () -> {
          try {
            host.close();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the thread is ours and ends here
          } catch (RuntimeException e) {
            LOG.warn("A host that had failed did not close in order.", e);
          }
        });
  }

  private static void background(Runnable body) {
    Thread thread = new Thread(body, "millrace-host-keeper");
    thread.setDaemon(true);
    thread.start();
  }
}
