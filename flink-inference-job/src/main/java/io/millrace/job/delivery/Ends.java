package io.millrace.job.delivery;

import java.io.IOException;
import java.io.InterruptedIOException;

/** Ends a resource of Flink's, whose close may throw anything. */
final class Ends {

  private Ends() {}

  /**
   * Closes it.
   *
   * @throws InterruptedIOException if the thread was interrupted, which it stays
   * @throws IOException whatever else was thrown and is not unchecked
   */
  static void close(AutoCloseable resource) throws IOException {
    try {
      resource.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("Interrupted while closing.").initCause(e);
    } catch (Exception e) {
      throw new IOException("A part of the Kafka sink could not be closed.", e);
    }
  }
}
