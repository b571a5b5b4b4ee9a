package io.millrace.tests.oracle;

import io.millrace.avro.ModelState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What lay in the topics.
 *
 * @param images of the images topic, in order within each partition
 * @param outcomes of predictions and image-dead-letters, in order within each partition of each
 * @param states of model-registry, in order
 */
public record Evidence(List<Input> images, List<Outcome> outcomes, List<ModelState> states) {

  /** Outcomes that name their image. */
  public Stream<Outcome.Named> named() {
    return outcomes.stream().filter(Outcome.Named.class::isInstance).map(Outcome.Named.class::cast);
  }

  /** Predictions, repeats among them. */
  public Stream<Outcome.Scored> scored() {
    return outcomes.stream()
        .filter(Outcome.Scored.class::isInstance)
        .map(Outcome.Scored.class::cast);
  }

  /** Dead letters, repeats among them. */
  public Stream<Outcome.DeadLettered> deadLetters() {
    return outcomes.stream()
        .filter(Outcome.DeadLettered.class::isInstance)
        .map(Outcome.DeadLettered.class::cast);
  }

  /** The first outcome of an image. */
  public Optional<Outcome.Named> outcomeOf(Position image) {
    return named().filter(outcome -> outcome.origin().equals(image)).findFirst();
  }

  /** Whether every image has come out, one way or the other. */
  public boolean isSettled() {
    Set<Position> out = named().map(Outcome.Named::origin).collect(Collectors.toSet());
    return images.stream().map(Input::at).allMatch(out::contains);
  }

  /** The same with other outcomes. */
  public Evidence withOutcomes(List<Outcome> others) {
    return new Evidence(images, List.copyOf(others), states);
  }
}
