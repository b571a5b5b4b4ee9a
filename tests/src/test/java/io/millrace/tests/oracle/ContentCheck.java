package io.millrace.tests.oracle;

import static io.millrace.tests.oracle.Fault.DIVERGENT;

import io.millrace.avro.ImageEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether what is said of an image is right, and the same each time that it is said. */
final class ContentCheck {

  private final Map<Position, Input> images;
  private final Reference reference;
  private final Verdict verdict;
  private final Map<Position, Object> said = new HashMap<>();

  ContentCheck(Map<Position, Input> images, Reference reference, Verdict verdict) {
    this.images = images;
    this.reference = reference;
    this.verdict = verdict;
  }

  void check(Stream<Outcome.Named> outcomes) {
    outcomes.forEach(
        outcome -> {
          Object before = said.putIfAbsent(outcome.origin(), statement(outcome));
          if (before != null && !before.equals(statement(outcome))) {
            verdict.add(DIVERGENT, "%s has two different outcomes.".formatted(outcome.origin()));
          }
          Input image = images.get(outcome.origin());
          check(image == null ? null : image.event(), outcome);
        });
  }

  private void check(@Nullable ImageEvent image, Outcome.Named outcome) {
    if (image == null || !reference.knows(image)) {
      return;
    }
    if (outcome instanceof Outcome.Scored scored) {
      reference
          .complaint(image, scored.prediction())
          .ifPresent(why -> verdict.add(DIVERGENT, "%s: %s".formatted(outcome.origin(), why)));
    } else if (outcome instanceof Outcome.DeadLettered letter) {
      verdict.add(
          DIVERGENT, "%s is a good image and %s.".formatted(outcome.origin(), letter.code()));
    }
  }

  /** What an outcome says, without the circumstances that may differ between two tries. */
  private static Object statement(Outcome.Named outcome) {
    if (outcome instanceof Outcome.Scored scored) {
      return scored.prediction().getVersion() + ":" + scored.prediction().getResult();
    }
    return outcome instanceof Outcome.DeadLettered letter ? letter.code() : outcome;
  }
}
