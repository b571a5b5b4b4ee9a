package io.millrace.job.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.ModelState;
import io.millrace.schemas.serde.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What lies in the registry topic, or does not. */
@Timeout(30)
class RegistryTailTest {

  private static final TopicPartition REGISTRY = new TopicPartition("model-registry", 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final Heard heard = new Heard();
  private final RegistryTail tail =
      new RegistryTail(consumer, new SchemaRegistry("http://127.0.0.1:1"), heard);

  RegistryTailTest() {
    consumer.updateBeginningOffsets(Map.of(REGISTRY, 0L));
    consumer.updateEndOffsets(Map.of(REGISTRY, 0L));
  }

  @Test
  void k12TombstoneIsPassedOver() {
    runOver(List.of(record(0, null)));

    assertThat(heard.states).isEmpty();
    assertThat(heard.caughtUp).endsWith(true);
    assertThat(heard.failure).isNull();
  }

  @Test
  void k14GarbageIsPassedOver() {
    runOver(
        List.of(
            record(0, new byte[] {1, 2, 3}), record(1, new byte[0]), record(2, new byte[] {0})));

    assertThat(heard.states).isEmpty();
    assertThat(heard.caughtUp).endsWith(true);
    assertThat(heard.failure).isNull();
  }

  @Test
  void f18TopicThatDoesNotAnswerAtTheStartIsWaitedFor() {
    consumer.setOffsetsException(new TimeoutException("no such topic yet"));
    runOver(List.of());

    assertThat(heard.caughtUp).startsWith(false).endsWith(true);
    assertThat(heard.failure).isNull();
  }

  @Test
  void f18TopicThatMayNotBeReadIsWaitedFor() {
    consumer.setPollException(new TopicAuthorizationException(Set.of("model-registry")));
    runOver(List.of());

    assertThat(heard.caughtUp).endsWith(true);
    assertThat(heard.failure).isNull();
  }

  @Test
  void whatWaitingCannotMendEndsIt() {
    consumer.setPollException(new KafkaException("the client is broken"));
    tail.run();

    assertThat(heard.failure).hasMessage("the client is broken");
  }

  /** Runs the tail until it has been at the end of these twice. */
  private void runOver(List<ConsumerRecord<byte[], byte[]>> records) {
    consumer.schedulePollTask(
        () -> {
          consumer.updateEndOffsets(Map.of(REGISTRY, (long) records.size()));
          records.forEach(consumer::addRecord);
        });
    for (int poll = 0; poll < 3; poll++) {
      consumer.schedulePollTask(() -> {});
    }
    consumer.schedulePollTask(tail::close);
    tail.run();
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, byte @Nullable [] value) {
    return new ConsumerRecord<>("model-registry", 0, offset, new byte[] {'m'}, value);
  }

  private static final class Heard implements RegistryTail.Listener {
    final List<ModelState> states = new ArrayList<>();
    final List<Boolean> caughtUp = new ArrayList<>();
    @Nullable Throwable failure;

    @Override
    public void onState(ModelState state) {
      states.add(state);
    }

    @Override
    public void onPolled(boolean atEnd) {
      caughtUp.add(atEnd);
    }

    @Override
    public void onFailure(Throwable cause) {
      failure = cause;
    }
  }
}
