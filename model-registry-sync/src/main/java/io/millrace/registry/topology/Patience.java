package io.millrace.registry.topology;

import io.millrace.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a schema registry that does not answer, for as long as a Streams thread may stand
 * still; after that the exception restarts the thread, and the waiting begins anew.
 */
final class Patience {

  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

  private final Duration atMost;

  Patience(Duration atMost) {
    this.atMost = atMost;
  }

  <T> T ask(Supplier<T> call) {
    long start = System.nanoTime();
    while (true) {
      try {
        return call.get();
      } catch (RegistryUnavailableException e) {
        boolean exhausted = System.nanoTime() - start >= atMost.toNanos();
        if (exhausted || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LOG.warn("{} Waiting for it.", e.getMessage());
        LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
      }
    }
  }
}
