package io.millrace.registry.topology;

import static io.millrace.registry.decision.Scene.MODEL;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.avro.Arm;
import io.millrace.avro.HostStatus;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.registry.decision.ArmStats;
import io.millrace.registry.decision.WindowStats;
import io.millrace.registry.decision.WindowStats.Against;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** A desk with its stores and a clock; the desk can be taken away and set up on the same stores. */
final class DeskBench implements AutoCloseable {

  /** Where a record came from. */
  private record At(String topic, int partition, long offset) implements RecordMetadata {}

  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private final SchemaRegistry registry;
  private final AvroDecoder<ModelState> states;
  private final AvroDecoder<ModelEvent> events;
  private Instant now = Instant.parse("2026-11-24T12:00:00Z");
  private boolean guardsService = true;
  private Desk desk;

  DeskBench(TestingSchemaRegistry server) {
    this.registry = new SchemaRegistry(server.url());
    this.states = new AvroDecoder<>(registry, ModelState.class);
    this.events = new AvroDecoder<>(registry, ModelEvent.class);
    add(Desk.MODELS, Serdes.ByteArray());
    add(Desk.HOSTS, Serdes.ByteArray());
    add(Desk.EVIDENCE, Serdes.ByteArray());
    add(Desk.WINDOWS, Serdes.ByteArray());
    add(Desk.SEEN, Serdes.Long());
    this.desk = newDesk();
  }

  private <V> void add(String name, Serde<V> values) {
    KeyValueStore<String, V> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
  }

  private Desk newDesk() {
    return new Desk(context, registry, new CatchUp(0, now), guardsService);
  }

  void restart() {
    desk = newDesk();
  }

  /** The task has found this in {@code model-registry}. */
  void reunite(List<ModelState> published) {
    desk.reunite(published, now);
  }

  void guardService(boolean guarded) {
    guardsService = guarded;
    restart();
  }

  void command(ModelCommand command) {
    desk.command(
        record(Topics.MODEL_COMMANDS, command.getModel(), command),
        new At(Topics.MODEL_COMMANDS.name(), 0, 0),
        now);
  }

  void status(HostStatus status) {
    desk.status(
        record(Topics.MODEL_STATUS, status.getHost(), status),
        new At(Topics.MODEL_STATUS.name(), 0, 0),
        now);
  }

  private <V> Record<byte[], byte[]> record(Topic<V> topic, String key, V value) {
    byte[] bytes = topic.valueSerde(registry).serializer().serialize(topic.name(), value);
    return new Record<>(key.getBytes(UTF_8), bytes, now.toEpochMilli());
  }

  /** A window that begins now; when it is closed, the desk is told. */
  void window(Arm arm, ArmStats version) {
    window(MODEL, arm, version);
  }

  void window(String model, Arm arm, ArmStats version) {
    Instant start = now;
    now = now.plus(WINDOW);
    desk.window(new WindowStats(model, arm, start, WINDOW, version, Against.NOTHING), now);
  }

  void pass(Duration time) {
    now = now.plus(time);
    desk.tick(now);
  }

  void garbleEvidence() {
    KeyValueStore<String, byte[]> store = context.getStateStore(Desk.EVIDENCE);
    store.put(MODEL, "{\"guards\": 7".getBytes(UTF_8));
  }

  /** The state of the model, as it is stored. */
  ModelState state() {
    KeyValueStore<String, byte[]> store = context.getStateStore(Desk.MODELS);
    return states.decode(store.get(MODEL));
  }

  /** The events since the last time that somebody asked for what was written. */
  List<ModelEvent> events() {
    return taken(Desk.TO_EVENTS).stream().map(r -> events.decode(r.value())).toList();
  }

  /** The states that were written to the registry topic since then. */
  List<ModelState> states() {
    return taken(Desk.TO_REGISTRY).stream().map(r -> states.decode(r.value())).toList();
  }

  /** The keys of the tombstones since then. */
  List<String> tombstones() {
    return taken(Desk.TO_STATUS).stream()
        .filter(record -> record.value() == null)
        .map(record -> new String(record.key(), UTF_8))
        .toList();
  }

  private List<Record<byte[], byte[]>> taken(String sink) {
    List<Record<byte[], byte[]>> records = new ArrayList<>();
    for (CapturedForward<? extends byte[], ? extends byte[]> forward : context.forwarded(sink)) {
      records.add(
          new Record<>(
              forward.record().key(), forward.record().value(), forward.record().timestamp()));
    }
    context.resetForwards();
    return records;
  }

  @Override
  public void close() {
    registry.close();
  }
}
