package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class TopicAdminTest {

  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void brokerThatHasNotHeardOfANewTopicIsAskedAgain() throws InterruptedException {
    String answer =
        TopicAdmin.awaitKnown(
            () -> {
              if (calls.incrementAndGet() < 3) {
                throw new ExecutionException(new UnknownTopicOrPartitionException("images"));
              }
              return "4 partitions";
            });

    assertThat(answer).isEqualTo("4 partitions");
    assertThat(calls).hasValue(3);
  }

  @Test
  void otherRefusalIsFinal() {
    assertThatExceptionOfType(KafkaException.class)
        .isThrownBy(
            () ->
                TopicAdmin.awaitKnown(
                    () -> {
                      calls.incrementAndGet();
                      throw new ExecutionException(new ClusterAuthorizationException("no"));
                    }))
        .withCauseInstanceOf(ClusterAuthorizationException.class);
    assertThat(calls).hasValue(1);
  }
}
