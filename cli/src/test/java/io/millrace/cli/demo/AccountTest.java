package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.demo.Account.Position;
import io.millrace.cli.demo.Account.Seen;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountTest {

  private static final long MS = 1_000_000;
  private final Account account = new Account();

  @Test
  void imageWithOnePredictionIsClean() {
    publish(0, 0);
    predict(0, 0, 1, 5);

    assertThat(account.figures().isClean()).isTrue();
    assertThat(account.isSettled()).isTrue();
    assertThat(account.figures().p50Millis()).isBetween(4.9, 5.1);
  }

  @Test
  void imageThatNeverComesOutIsLost() {
    publish(0, 0);
    publish(0, 1);
    predict(0, 1, 1, 5);

    assertThat(account.figures().lost()).isEqualTo(1);
    assertThat(account.isSettled()).isFalse();
  }

  @Test
  void secondPredictionOfAnImageIsRepeated() {
    publish(0, 0);
    predict(0, 0, 1, 5);
    predict(0, 0, 1, 6);

    assertThat(account.figures().repeated()).isEqualTo(1);
    assertThat(account.figures().predictions()).isEqualTo(1);
  }

  @Test
  void predictionBehindALaterOneOfItsPartitionIsOutOfOrder() {
    publish(0, 0);
    publish(0, 1);
    publish(1, 0);
    predict(0, 1, 1, 5);
    predict(1, 0, 1, 5);
    predict(0, 0, 1, 6);

    assertThat(account.figures().outOfOrder()).isEqualTo(1);
  }

  @Test
  void predictionBeforeTheSendersAcknowledgementCounts() {
    predict(0, 0, 1, 5);
    publish(0, 0);

    assertThat(account.figures().accuracy()).isEqualTo(Map.of(1L, 1.0));
  }

  @Test
  void deadLetterSettlesItsImageAndIsNoPrediction() {
    publish(0, 0);
    account.deadLettered(new Position(0, 0));

    assertThat(account.isSettled()).isTrue();
    assertThat(account.figures().deadLetters()).isEqualTo(1);
    assertThat(account.figures().predictions()).isZero();
  }

  @Test
  void accuracyIsCountedByVersion() {
    publish(0, 0);
    publish(0, 1);
    publish(0, 2);
    predict(0, 0, 1, 5);
    account.predicted(new Seen(new Position(0, 1), 1, "Bag", 5 * MS));
    predict(0, 2, 2, 5);

    assertThat(account.figures().accuracy()).isEqualTo(Map.of(1L, 0.5, 2L, 1.0));
  }

  @Test
  void swapGapIsTheLongestSilenceAroundTheChange() {
    for (int offset = 0; offset < 5; offset++) {
      publish(0, offset);
    }
    predict(0, 0, 1, 0);
    predict(0, 1, 1, 100); // before the rollout: does not count
    predict(0, 2, 1, 110);
    predict(0, 3, 2, 140);
    predict(0, 4, 2, 145);

    assertThat(account.swapGapMillis(105 * MS)).isEqualTo(30.0);
  }

  private void publish(int partition, long offset) {
    account.published(new Position(partition, offset), "Coat", 0);
  }

  private void predict(int partition, long offset, long version, long atMillis) {
    account.predicted(new Seen(new Position(partition, offset), version, "Coat", atMillis * MS));
  }
}
