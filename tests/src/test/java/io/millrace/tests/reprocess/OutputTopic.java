package io.millrace.tests.reprocess;

import io.millrace.avro.Prediction;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.tests.oracle.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything that lies committed in a topic, in order per partition. */
record OutputTopic(Endpoints endpoints, String name) {

  List<ConsumerRecord<byte[], byte[]>> records() {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("allow.auto.create.topics", false);
    var bytes = new ByteArrayDeserializer();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer = new KafkaConsumer<>(config, bytes, bytes)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(name).stream()
              .map(info -> new TopicPartition(name, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(50)).forEach(records::add);
      }
    }
    return records;
  }

  List<Prediction> predictions() {
    try (var registry = new SchemaRegistry(endpoints.registryUrl())) {
      var decoder = new AvroDecoder<>(registry, Prediction.class);
      return records().stream().map(record -> decoder.decode(record.value())).toList();
    }
  }

  /** Where the images of the predictions were; a partition's in the order of the topic. */
  List<Position> origins() {
    return predictions().stream().map(OutputTopic::origin).toList();
  }

  static Position origin(Prediction prediction) {
    return new Position(prediction.getOrigin().getPartition(), prediction.getOrigin().getOffset());
  }
}
