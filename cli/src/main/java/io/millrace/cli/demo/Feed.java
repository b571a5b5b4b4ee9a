package io.millrace.cli.demo;

import io.millrace.cli.demo.Account.Position;
import io.millrace.cli.demo.Samples.Sample;
import io.millrace.ingest.Image;
import io.millrace.ingest.ImagePublisher;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes the images of a run at a steady rate.
 *
 * <p>The schedule is open: an image that is late does not put the next ones off, and its latency
 * counts from when it was due.
 */
final class Feed {

  private static final int CAMERAS = 8;

  private final ImagePublisher publisher;
  private final Samples samples;
  private final BrokenImages broken;
  private final Account account;
  private final double rate;
  private long startNanos;

  /**
   * A feed.
   *
   * @param publisher lenient, for broken images go through it too
   * @param rate images per second; 0: as fast as possible
   */
  Feed(
      ImagePublisher publisher,
      Samples samples,
      BrokenImages broken,
      Account account,
      double rate) {
    this.publisher = publisher;
    this.samples = samples;
    this.broken = broken;
    this.account = account;
    this.rate = rate;
  }

  /** Publishes the images from one number up to, not including, another. */
  void publish(int from, int to) {
    // The schedule of each stretch begins with it: a wait between two is no lateness.
    startNanos = System.nanoTime();
    for (int n = from; n < to; n++) {
      publish(n, awaitDue(n - from));
    }
  }

  private long awaitDue(int n) {
    if (rate == 0) {
      return System.nanoTime();
    }
    long due = startNanos + (long) (n * 1e9 / rate);
    for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
      LockSupport.parkNanos(due - now);
    }
    return due;
  }

  private void publish(int n, long dueNanos) {
    Sample sample = samples.get(n);
    byte[] content = broken.isAt(n) ? broken.get(n) : sample.content();
    CompletableFuture<Void> unused = // a failure is thrown when the publisher closes
        publisher
            .publish(Image.of("camera-" + n % CAMERAS, content))
            .thenAccept(
                at ->
                    account.published(
                        new Position(at.partition(), at.offset()), sample.label(), dueNanos));
  }
}
