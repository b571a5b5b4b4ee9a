package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Origin;
import io.millrace.schemas.RepeatFilter;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Fault;
import io.millrace.tests.oracle.Outcome;
import io.millrace.tests.oracle.Position;
import io.millrace.tests.oracle.Verdict;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a trial has come to.
 *
 * @param unrecognised outcomes that a reader who drops repeats would have taken for new ones, or
 *     new ones that he would have dropped
 */
record Judgement(int images, int outcomes, int unrecognised, Verdict verdict) {

  static Judgement of(Evidence evidence, Verdict verdict) {
    return new Judgement(
        evidence.images().size(),
        evidence.outcomes().size(),
        unrecognised(evidence.scored()) + unrecognised(evidence.deadLetters()),
        verdict);
  }

  /** Of one topic, in the order of each of its partitions. */
  private static int unrecognised(Stream<? extends Outcome.Named> outcomes) {
    var filter = new RepeatFilter();
    Set<Position> seen = new HashSet<>();
    return (int)
        outcomes
            .map(Outcome.Named::origin)
            .filter(
                origin ->
                    seen.add(origin)
                        != filter.isNew(new Origin(origin.partition(), origin.offset())))
            .count();
  }

  int lost() {
    return verdict.count(Fault.LOST);
  }

  int repeats() {
    return verdict.count(Fault.DUPLICATE);
  }

  void mustHold(Set<Fault> allowed) {
    assertThat(images).as("images").isPositive();
    assertThat(unrecognised).as("repeats that nobody would recognise").isZero();
    assertThat(verdict.faults()).as("%s", verdict).isSubsetOf(allowed);
  }

  @Override
  public String toString() {
    return "%d images, %d outcomes, lost %d, repeats %d, unrecognised %d: %s"
        .formatted(
            images, outcomes, lost(), repeats(), unrecognised, String.valueOf(verdict).strip());
  }
}
