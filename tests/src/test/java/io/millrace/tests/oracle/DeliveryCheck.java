package io.millrace.tests.oracle;

import static io.millrace.tests.oracle.Fault.DUPLICATE;
import static io.millrace.tests.oracle.Fault.LOST;
import static io.millrace.tests.oracle.Fault.OUT_OF_ORDER;
import static io.millrace.tests.oracle.Fault.PHANTOM;
import static io.millrace.tests.oracle.Fault.TORN;

import io.millrace.avro.ImageEvent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Whether every image came out once, in order, and nothing else came out. */
final class DeliveryCheck {

  private final Map<Position, Input> images;
  private final Verdict verdict;
  private final Set<Position> out = new HashSet<>();
  private final Map<TopicPartition, Long> highest = new HashMap<>();

  DeliveryCheck(Map<Position, Input> images, Verdict verdict) {
    this.images = images;
    this.verdict = verdict;
  }

  void check(List<Outcome> outcomes) {
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Torn torn) {
        verdict.add(TORN, torn.why());
      } else if (outcome instanceof Outcome.Named named) {
        check(named);
      }
    }
    images.keySet().stream()
        .filter(position -> !out.contains(position))
        .forEach(position -> verdict.add(LOST, position.toString()));
  }

  private void check(Outcome.Named outcome) {
    Position origin = outcome.origin();
    Input image = images.get(origin);
    if (image == null || isOfAnother(image, outcome)) {
      verdict.add(PHANTOM, origin.toString());
      return;
    }
    if (outcome instanceof Outcome.DeadLettered letter && !isSame(image, letter)) {
      verdict.add(TORN, "The dead letter of %s is not its image.".formatted(origin));
    }
    if (!out.add(origin)) {
      verdict.add(DUPLICATE, origin.toString());
      return;
    }
    checkOrder(outcome);
  }

  private static boolean isOfAnother(Input image, Outcome.Named outcome) {
    if (!(outcome instanceof Outcome.Scored scored)) {
      return false;
    }
    ImageEvent event = image.event();
    return event == null || !event.getId().equals(scored.prediction().getImageId());
  }

  private static boolean isSame(Input image, Outcome.DeadLettered letter) {
    return Arrays.equals(image.record().key(), letter.record().key())
        && Arrays.equals(image.record().value(), letter.record().value());
  }

  private void checkOrder(Outcome.Named outcome) {
    Position origin = outcome.origin();
    var record = outcome.record();
    if (record.partition() != origin.partition()) {
      verdict.add(OUT_OF_ORDER, "%s is in partition %d.".formatted(origin, record.partition()));
    }
    var partition = new TopicPartition(record.topic(), origin.partition());
    long before = Objects.requireNonNullElse(highest.get(partition), -1L);
    if (origin.offset() < before) {
      verdict.add(OUT_OF_ORDER, "%s is behind offset %d.".formatted(origin, before));
    }
    highest.put(partition, Math.max(before, origin.offset()));
  }
}
