package io.millrace.ingest;

import java.time.Duration;
import java.util.Map;

/**
 * How a publisher works.
 *
 * @param linger how long an image may wait for others, to share a request; 0 to 1 s
 * @param lenient whether empty images and what is no image go through, for the job to refuse
 * @param deliveryTimeout after which an image that the broker did not take fails, 1 s or more
 * @param clientConfig settings of the Kafka producer on top of ours (security, for example)
 */
public record PublisherOptions(
    Duration linger, boolean lenient, Duration deliveryTimeout, Map<String, Object> clientConfig) {

  /** At once, strict, two minutes. */
  public static final PublisherOptions DEFAULT =
      new PublisherOptions(Duration.ZERO, false, Duration.ofMinutes(2), Map.of());

  public PublisherOptions {
    if (linger.isNegative() || linger.compareTo(Duration.ofSeconds(1)) > 0) {
      throw new IllegalArgumentException("linger must be 0 to 1 s, not " + linger);
    }
    if (deliveryTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "deliveryTimeout must be 1 s or more, not " + deliveryTimeout);
    }
    clientConfig = Map.copyOf(clientConfig);
  }

  /** The same, but letting everything through that a record can carry. */
  public PublisherOptions asLenient() {
    return new PublisherOptions(linger, true, deliveryTimeout, clientConfig);
  }

  /** The same with another delivery timeout. */
  public PublisherOptions within(Duration timeout) {
    return new PublisherOptions(linger, lenient, timeout, clientConfig);
  }
}
