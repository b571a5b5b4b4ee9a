package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Outcome;
import io.millrace.tests.oracle.Position;
import io.millrace.tests.oracle.Verdict;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What counts as a repeat that a reader recognises. */
class JudgementTest {

  @Test
  void rangeThatComesAgainIsRecognised() {
    assertThat(judged(0, 1, 2, 1, 2, 3).unrecognised()).isZero();
  }

  @Test
  void outcomeThatAReaderWouldDropThoughItIsNewIsNot() {
    assertThat(judged(0, 2, 1, 3).unrecognised()).isEqualTo(1);
  }

  @Test
  void trialWithoutImagesHasProvedNothing() {
    assertThatThrownBy(() -> judged(0).mustHold(Set.of())).hasMessageContaining("images");
  }

  private static Judgement judged(long... origins) {
    List<Outcome> outcomes =
        LongStream.of(origins)
            .<Outcome>mapToObj(
                offset ->
                    new Outcome.DeadLettered(
                        new ConsumerRecord<>("image-dead-letters", 0, 0, new byte[0], new byte[0]),
                        new Position(0, offset),
                        "CORRUPT"))
            .toList();
    return Judgement.of(new Evidence(List.of(), outcomes, List.of()), new Verdict());
  }
}
