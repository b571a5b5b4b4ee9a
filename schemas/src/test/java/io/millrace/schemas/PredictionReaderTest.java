package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.avro.Classification;
import io.millrace.avro.Origin;
import io.millrace.avro.Prediction;
import io.millrace.schemas.PredictionReader.From;
import io.millrace.schemas.golden.Samples;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.RegistryServer;
import io.millrace.schemas.serde.RegistryUnavailableException;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.Wire;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PredictionReaderTest {

  private static final String TOPIC = Topics.PREDICTIONS.name();

  private final RegistryServer server = new RegistryServer();
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private int id;
  private long next;

  @BeforeEach
  void twoPartitions() {
    id = server.add(Prediction.getClassSchema());
    partitions(2);
    consumer.updateBeginningOffsets(offsets(0, 0));
    consumer.updateEndOffsets(offsets(0, 0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void predictionsComeOnceAndInOrder() {
    try (var reader = reader(From.START)) {
      publish(5, 6, 5, 6, 7);

      assertThat(reader.poll(Duration.ZERO)).extracting(this::origin).containsExactly(5L, 6L, 7L);
      assertThat(reader.repeats()).isEqualTo(2);
      assertThat(reader.isAtEnd()).isTrue();
      assertThat(reader.poll(Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void emptyTopicIsAtItsEndAtOnce() {
    try (var reader = reader(From.START)) {
      assertThat(reader.isAtEnd()).isTrue();
    }
  }

  @Test
  void topicWhoseRecordsAreGoneByAgeIsAtItsEndAtOnce() {
    consumer.updateBeginningOffsets(offsets(40, 0));
    consumer.updateEndOffsets(offsets(40, 0));
    try (var reader = reader(From.START)) {
      assertThat(reader.isAtEnd()).isTrue();
    }
  }

  @Test
  void topicWithUnreadRecordsIsNotAtItsEnd() {
    try (var reader = reader(From.START)) {
      publish(1);

      assertThat(reader.isAtEnd()).isFalse();
    }
  }

  @Test
  void endIsFixedWhenTheReaderIsMade() {
    consumer.updateEndOffsets(offsets(100, 0));
    try (var reader = reader(From.END)) {
      next = 100;
      publish(7);

      assertThat(reader.poll(Duration.ZERO)).extracting(this::origin).containsExactly(7L);
    }
  }

  @Test
  void foreignRecordIsNamedAndNothingAroundItIsLost() {
    try (var reader = reader(From.START)) {
      publish(1, 2);
      add(new byte[] {1, 2, 3});
      publish(3);

      assertThat(reader.poll(Duration.ZERO)).extracting(this::origin).containsExactly(1L, 2L);
      assertThat(reader.isAtEnd()).isFalse();
      assertThatExceptionOfType(DecodeException.class)
          .isThrownBy(() -> reader.poll(Duration.ZERO))
          .withMessageContaining("predictions-0 at offset 2")
          .satisfies(e -> assertThat(e.code()).isEqualTo(DecodeException.Code.NOT_AVRO));
      assertThat(reader.poll(Duration.ZERO)).extracting(this::origin).containsExactly(3L);
      assertThat(reader.isAtEnd()).isTrue();
    }
  }

  @Test
  void registryThatIsDownCostsNoPrediction() {
    try (var reader =
        new PredictionReader(consumer, new SchemaRegistry("http://localhost:1"), From.START)) {
      publish(1);

      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(RegistryUnavailableException.class)
            .isThrownBy(() -> reader.poll(Duration.ZERO));
        assertThat(reader.isAtEnd()).isFalse();
      }
    }
  }

  @Test
  void readerThatCannotBeginClosesItsClients() {
    partitions(0);

    assertThatExceptionOfType(KafkaException.class)
        .isThrownBy(() -> reader(From.START))
        .withMessageContaining("predictions does not exist");
    assertThat(consumer.closed()).isTrue();
  }

  private PredictionReader reader(From from) {
    return new PredictionReader(consumer, new SchemaRegistry(server.url()), from);
  }

  private void partitions(int count) {
    consumer.updatePartitions(
        TOPIC,
        List.of(0, 1).subList(0, count).stream()
            .map(
                partition ->
                    new PartitionInfo(TOPIC, partition, Node.noNode(), new Node[0], new Node[0]))
            .toList());
  }

  private void publish(long... origins) {
    for (long origin : origins) {
      Prediction prediction = Samples.prediction(new Classification(List.of()));
      prediction.put("origin", new Origin(0, origin));
      add(Wire.record(id, Wire.body(prediction)));
    }
  }

  private void add(byte[] value) {
    consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, next++, new byte[0], value));
    consumer.updateEndOffsets(offsets(next, 0));
  }

  private long origin(Prediction prediction) {
    return prediction.getOrigin().getOffset();
  }

  private static Map<TopicPartition, Long> offsets(long first, long second) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    offsets.put(new TopicPartition(TOPIC, 0), first);
    offsets.put(new TopicPartition(TOPIC, 1), second);
    return offsets;
  }
}
