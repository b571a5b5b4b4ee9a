package io.millrace.registry.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.registry.topology.TestingSchemaRegistry;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryViewTest {

  private static final TopicPartition STATES = new TopicPartition("model-registry", 0);
  private static final TopicPartition EVENTS = new TopicPartition("model-events", 0);

  private final TestingSchemaRegistry server = new TestingSchemaRegistry();
  private final SchemaRegistry feeder = new SchemaRegistry(server.url());
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final RegistryView view = new RegistryView(consumer, new SchemaRegistry(server.url()));
  private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();

  RegistryViewTest() throws IOException {
    consumer.updateBeginningOffsets(Map.of(STATES, 0L, EVENTS, 0L));
    consumer.updateEndOffsets(Map.of(STATES, 0L, EVENTS, 0L));
  }

  @AfterEach
  void close() {
    view.close();
    feeder.close();
    server.close();
  }

  @Test
  void theLastStateOfEachModelIsWhatIsTrueAndALowerSequenceIsNotTaken() {
    add(Topics.MODEL_REGISTRY, "garments", state("garments", 1));
    add(Topics.MODEL_REGISTRY, "shoes", state("shoes", 9));
    add(Topics.MODEL_REGISTRY, "garments", state("garments", 2));
    add(Topics.MODEL_REGISTRY, "shoes", state("shoes", 8));

    assertThat(view.models().values())
        .extracting(ModelState::getModel, ModelState::getSequence)
        .containsExactly(tuple("garments", 2L), tuple("shoes", 9L));
  }

  @Test
  void m6StateOfAnImpossibleSequenceHidesNoOther() {
    add(Topics.MODEL_REGISTRY, "garments", state("garments", Long.MAX_VALUE));
    add(Topics.MODEL_REGISTRY, "garments", state("garments", 2));

    assertThat(view.models().values()).extracting(ModelState::getSequence).containsExactly(2L);
  }

  @Test
  void k14GarbageIsLeftOut() {
    add(STATES, "garments", new byte[] {1, 2, 3});
    add(STATES, "garments", null);
    add(Topics.MODEL_EVENTS, "garments", event(EventKind.PUBLISHED, null));

    assertThat(view.models()).isEmpty();
    assertThat(view.history()).hasSize(1);
  }

  @Test
  void whatTheSchemaRegistryHeldUpIsReadLater() {
    add(Topics.MODEL_EVENTS, "garments", event(EventKind.PUBLISHED, null));
    server.failNext(1);

    assertThatThrownBy(view::history).isInstanceOf(RegistryUnavailableException.class);

    replay();
    assertThat(view.history()).hasSize(1);
  }

  @Test
  void waitingEndsWithTheDecisionAndTellsWhatCameOnTheWay() {
    UUID id = UUID.randomUUID();
    add(Topics.MODEL_EVENTS, "garments", event(EventKind.PUBLISHED, null));
    add(Topics.MODEL_EVENTS, "garments", event(EventKind.STAGING, id));
    consumer.schedulePollTask(() -> {});
    consumer.schedulePollTask(
        () -> add(Topics.MODEL_EVENTS, "garments", event(EventKind.STABLE, null)));
    List<EventKind> told = new ArrayList<>();

    Outcome outcome = view.await(id, Duration.ofSeconds(20), event -> told.add(event.getKind()));

    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    assertThat(told).containsExactly(EventKind.STAGING, EventKind.STABLE);
  }

  @Test
  void waitingEndsAtTheDeadline() {
    assertThat(view.await(UUID.randomUUID(), Duration.ofMillis(1), event -> {}))
        .isEqualTo(new Outcome.Pending(null));
  }

  private <V> void add(Topic<V> topic, String key, V value) {
    byte[] bytes = topic.valueSerde(feeder).serializer().serialize(topic.name(), value);
    add(new TopicPartition(topic.name(), 0), key, bytes);
  }

  private void add(TopicPartition partition, String key, byte @Nullable [] value) {
    long offset = log.stream().filter(r -> r.topic().equals(partition.topic())).count();
    log.add(new ConsumerRecord<>(partition.topic(), 0, offset, key.getBytes(UTF_8), value));
    consumer.addRecord(log.get(log.size() - 1));
    consumer.updateEndOffsets(Map.of(partition, offset + 1));
  }

  /** The double forgets what it has handed out; a broker does not. */
  private void replay() {
    log.forEach(consumer::addRecord);
  }

  private static ModelState state(String model, long sequence) {
    return new ModelState(model, sequence, Instant.EPOCH, null, null, null, null, null, List.of());
  }

  private static ModelEvent event(EventKind kind, @Nullable UUID commandId) {
    return new ModelEvent(
        "garments",
        1L,
        Instant.EPOCH,
        kind,
        2L,
        commandId == null ? null : commandId.toString(),
        "alice",
        "because",
        Map.of());
  }
}
