package io.millrace.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedBrokerIT {
  private static final TopicPartition IMAGES = new TopicPartition("images", 0);

  @TempDir private Path folder;

  private EmbeddedBroker start(PortBook ports) {
    return EmbeddedBroker.start(
        folder.resolve("kafka"), ports.of(PortUse.KAFKA), ports.of(PortUse.KAFKA_CONTROLLER));
  }

  private PortBook ports() {
    return PortBook.choose(folder.resolve("ports.json"), Map.of());
  }

  @Test
  void restartFindsItsTopicsAndRecordsAtTheSameAddress() throws Exception {
    String address;
    try (var broker = start(ports())) {
      address = broker.bootstrapServers();
      create(address, IMAGES.topic());
      publish(address, Map.of(), List.of(new byte[] {1}, new byte[900 << 10]));
    }
    try (var broker = start(ports())) {
      assertThat(broker.bootstrapServers()).isEqualTo(address);
      assertThat(read(address, "read_uncommitted", 2))
          .extracting(value -> value.length)
          .containsExactly(1, 900 << 10);
    }
  }

  @Test
  void recordOfOneMebibyteFits() throws Exception {
    try (var broker = start(ports())) {
      create(broker.bootstrapServers(), IMAGES.topic());
      publish(
          broker.bootstrapServers(),
          Map.of("max.request.size", 2 << 20),
          List.of(new byte[1 << 20]));
      assertThat(read(broker.bootstrapServers(), "read_uncommitted", 1))
          .singleElement()
          .satisfies(v -> assertThat(v).hasSize(1 << 20));
    }
  }

  @Test
  void abortedTransactionIsNeverReadAndACommittedOneIs() throws Exception {
    try (var broker = start(ports());
        var producer = producer(broker.bootstrapServers(), Map.of("transactional.id", "scorer"))) {
      create(broker.bootstrapServers(), IMAGES.topic());
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(IMAGES.topic(), new byte[] {1})).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(IMAGES.topic(), new byte[] {2})).get();
      producer.commitTransaction();
      assertThat(read(broker.bootstrapServers(), "read_committed", 1))
          .containsExactly(new byte[] {2});
      try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();
        assertThat(features)
            .hasEntrySatisfying(
                "transaction.version", v -> assertThat(v.maxVersionLevel()).isEqualTo((short) 2));
      }
    }
  }

  @Test
  void mistypedTopicIsNotCreated() {
    try (var broker = start(ports());
        var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        var producer = producer(broker.bootstrapServers(), Map.of("max.block.ms", 500))) {
      assertThatThrownBy(() -> producer.send(new ProducerRecord<>("imags", new byte[1])).get())
          .isNotNull();
      assertThatThrownBy(() -> admin.describeTopics(List.of("imags")).allTopicNames().get())
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  private static void create(String address, String topic) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String address, Map<String, Object> more) {
    var settings = new HashMap<String, Object>(more);
    settings.put("bootstrap.servers", address);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void publish(String address, Map<String, Object> more, List<byte[]> values)
      throws Exception {
    try (var producer = producer(address, more)) {
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>(IMAGES.topic(), value)).get();
      }
    }
  }

  private static List<byte[]> read(String address, String isolation, int expected) {
    var settings =
        Map.<String, Object>of("bootstrap.servers", address, "isolation.level", isolation);
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(IMAGES));
      consumer.seekToBeginning(List.of(IMAGES));
      var values = new ArrayList<byte[]>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                return values.size() >= expected;
              });
      return values;
    }
  }
}
