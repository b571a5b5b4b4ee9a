package io.millrace.tests.recovery;

import io.millrace.ingest.Image;
import io.millrace.ingest.ImagePublisher;
import io.millrace.ingest.PublisherOptions;
import io.millrace.schemas.Endpoints;
import io.millrace.tests.samples.FashionMnist;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Images at a steady rate, of sources that fall into every partition; one in forty is broken. What
 * could not be sent while brokers were down is sent afterwards.
 */
final class SteadyTraffic implements AutoCloseable {

  private static final int SOURCES = 24;
  private static final int BROKEN_EVERY = 40;

  private final FashionMnist model;
  private final ImagePublisher publisher;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(body -> new Thread(body, "millrace-traffic"));
  private int next;
  private boolean closed;

  private SteadyTraffic(Endpoints endpoints, FashionMnist model) {
    this.model = model;
    this.publisher = ImagePublisher.create(endpoints, PublisherOptions.DEFAULT.asLenient());
  }

  static SteadyTraffic start(Endpoints endpoints, FashionMnist model, int perSecond) {
    var traffic = new SteadyTraffic(endpoints, model);
    long nanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    var unused = // a failure comes out of the publisher when it is closed
        traffic.thread.scheduleAtFixedRate(traffic::one, 0, nanos, TimeUnit.NANOSECONDS);
    return traffic;
  }

  private void one() {
    int n = next++;
    byte[] content = n % BROKEN_EVERY == 7 ? new byte[] {1, 2, 3} : model.image(n);
    var unused = publisher.publish(Image.of("camera-" + n % SOURCES, content));
  }

  /**
   * Ends it; returns when the brokers have every image.
   *
   * @throws io.millrace.ingest.PublishFailedException if they do not
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    thread.shutdown();
    try {
      if (!thread.awaitTermination(2, TimeUnit.MINUTES)) {
        throw new IllegalStateException("an image cannot be handed to the brokers");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      publisher.close();
    }
  }
}
