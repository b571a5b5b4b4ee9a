package io.millrace.job.log;

import io.millrace.schemas.serde.RegistryUnavailableException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schema of an output, which the registry has to know before the first record. */
public final class OutputSchema {

  private static final Logger LOG = LoggerFactory.getLogger(OutputSchema.class);
  private static final long PAUSE_MILLIS = 200;

  private OutputSchema() {}

  /**
   * Has the registry know it; waits for one that does not answer.
   *
   * @param register asks the registry
   * @return its id
   */
  public static int await(IntSupplier register) throws InterruptedException {
    boolean said = false;
    while (true) {
      try {
        return register.getAsInt();
      } catch (RegistryUnavailableException e) {
        if (!said) {
          LOG.warn("The job waits before its first image: {}", e.getMessage());
          said = true;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // A registry is only asked, it tells nobody.
      }
    }
  }
}
