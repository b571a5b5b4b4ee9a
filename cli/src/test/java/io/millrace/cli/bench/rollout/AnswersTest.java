package io.millrace.cli.bench.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswersTest {

  private static final Span ALWAYS = new Span(0, millis(1_000_000));

  private static long millis(long millis) {
    return millis * 1_000_000;
  }

  private static Answer answer(int partition, long due, long at) {
    return new Answer(millis(due), millis(at), partition, 1, 1, 10_000, false);
  }

  private static Answers answers(Answer... answers) {
    return new Answers(Arrays.asList(answers));
  }

  @Test
  void aGapLastsFromOneAnswerToTheNextWhileAnImageWaits() {
    assertThat(answers(answer(0, 0, 10), answer(0, 5, 50)).longestGap(ALWAYS)).isEqualTo(40);
  }

  @Test
  void timeInWhichNoImageWaitsIsNoGap() {
    assertThat(answers(answer(0, 0, 10), answer(0, 500, 520)).longestGap(ALWAYS)).isEqualTo(20);
  }

  @Test
  void anImageThatIsOvertakenWaitsAllTheSame() {
    Answers answers = answers(answer(0, 0, 10), answer(1, 1, 300), answer(0, 100, 120));

    assertThat(answers.longestGap(ALWAYS)).isEqualTo(180);
  }

  @Test
  void gapsCountThatEndInTheSpan() {
    Answers answers = answers(answer(0, 0, 10), answer(0, 5, 90), answer(0, 85, 100));

    assertThat(answers.longestGap(new Span(millis(95), millis(200)))).isEqualTo(10);
  }

  @Test
  void aPartitionThatStandsStillShowsThoughTheOthersGoOn() {
    Answers answers =
        new Answers(
            IntStream.rangeClosed(0, 20)
                .mapToObj(
                    i -> answer(i % 20 == 0 ? 0 : 1, 10L * i / (i == 20 ? 10 : 1), 10L * i + 1))
                .toList());

    assertThat(answers.longestGap(ALWAYS)).isEqualTo(10);
    assertThat(answers.longestGapOfAPartition(ALWAYS)).isEqualTo(181);
  }

  @Test
  void latencyCountsFromWhenAnImageWasDue() {
    Answers answers =
        new Answers(IntStream.rangeClosed(1, 100).mapToObj(i -> answer(0, 7, 7 + i)).toList());

    assertThat(answers.latency(50)).isEqualTo(50);
    assertThat(answers.latency(99)).isEqualTo(99);
    assertThat(answers().latency(99)).isNaN();
  }
}
