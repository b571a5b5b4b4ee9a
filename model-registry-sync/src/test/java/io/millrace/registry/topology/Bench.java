package io.millrace.registry.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.avro.HostStatus;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.registry.window.CountingProcessor;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology in Kafka's test driver, fed with typed records or plain bytes. */
final class Bench implements AutoCloseable {

  static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

  private final SchemaRegistry registry;
  private final SchemaRegistry feeder;
  private final TopologyTestDriver driver;
  private final TestOutputTopic<String, ModelState> states;
  private final TestOutputTopic<String, ModelEvent> events;

  /** What Kafka holds when the task starts. */
  record Held(long statusEnd, Collection<ModelState> published) implements TaskStart {
    static final Held NOTHING = new Held(0, List.of());
  }

  Bench(TestingSchemaRegistry server, Path stateDir, Held held) {
    this.registry = new SchemaRegistry(server.url());
    this.feeder = new SchemaRegistry(server.url()); // a client of its own, with its own cache
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    this.driver =
        new TopologyTestDriver(
            RegistryTopology.build(
                () -> new RegistryProcessor(registry, held, true),
                () -> new CountingProcessor(registry),
                Stores::inMemoryKeyValueStore), // the driver flushes after each record
            config,
            START);
    this.states = output(Topics.MODEL_REGISTRY);
    this.events = output(Topics.MODEL_EVENTS);
  }

  private <V> TestOutputTopic<String, V> output(Topic<V> topic) {
    return driver.createOutputTopic(
        topic.name(), new StringDeserializer(), topic.valueSerde(feeder).deserializer());
  }

  void command(ModelCommand command) {
    bytes(Topics.MODEL_COMMANDS, command.getModel(), encode(Topics.MODEL_COMMANDS, command));
  }

  void status(HostStatus status) {
    bytes(Topics.MODEL_STATUS, status.getHost(), encode(Topics.MODEL_STATUS, status));
  }

  <V> byte[] encode(Topic<V> topic, V value) {
    return topic.valueSerde(feeder).serializer().serialize(topic.name(), value);
  }

  void bytes(Topic<?> topic, @Nullable String key, byte @Nullable [] value) {
    record(topic, key == null ? null : key.getBytes(UTF_8), value, new RecordHeaders());
  }

  void record(Topic<?> topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    var serializer = new ByteArraySerializer();
    TestInputTopic<byte[], byte[]> input =
        driver.createInputTopic(topic.name(), serializer, serializer);
    input.pipeInput(new TestRecord<>(key, value, headers));
  }

  void pass(Duration time) {
    driver.advanceWallClockTime(time);
  }

  List<ModelState> states() {
    return states.readValuesToList();
  }

  List<ModelEvent> events() {
    return events.readValuesToList();
  }

  /** Keys of the tombstones that were written to {@code model-status}. */
  List<String> tombstones() {
    var status =
        driver.createOutputTopic(
            Topics.MODEL_STATUS.name(), new StringDeserializer(), new ByteArrayDeserializer());
    return status.readRecordsToList().stream()
        .filter(record -> record.value() == null)
        .map(TestRecord::key)
        .toList();
  }

  @Override
  public void close() {
    driver.close();
    registry.close();
    feeder.close();
  }
}
