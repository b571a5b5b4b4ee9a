package io.millrace.tests.restart;

import io.millrace.ingest.Image;
import io.millrace.ingest.ImagePublisher;
import io.millrace.ingest.PublisherOptions;
import io.millrace.schemas.Endpoints;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.TopicEvidence;
import io.millrace.tests.samples.FashionMnist;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * Images in, and a look at what has come out.
 *
 * @param model whose samples are sent
 */
public record Traffic(Endpoints endpoints, FashionMnist model) {

  private static final int SOURCES = 9;
  private static final int BROKEN_EVERY = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Publishes images, one in forty broken; returns when the broker has them. */
  public void publish(int images) {
    try (var publisher = ImagePublisher.create(endpoints, PublisherOptions.DEFAULT.asLenient())) {
      for (int n = 0; n < images; n++) {
        byte[] content = n % BROKEN_EVERY == 7 ? new byte[] {1, 2, 3} : model.image(n);
        var unused = publisher.publish(Image.of("camera-" + n % SOURCES, content));
      }
    } // Closing waits, and throws if one did not reach the broker.
  }

  /** Waits until every image has come out, and returns what lies in the topics then. */
  public Evidence settled() {
    return await("every image has come out", Evidence::isSettled);
  }

  /** Waits for a condition of the topics, and returns what lies in them then. */
  public Evidence await(String what, Predicate<Evidence> condition) {
    try (var topics = new TopicEvidence(endpoints)) {
      return Awaitility.await(what)
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .atMost(PATIENCE)
          .until(topics::read, condition);
    }
  }
}
