package io.millrace.job.reprocess;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What a reprocessing asks the brokers.
 *
 * @param admin a client, which stays its owner's
 */
record Brokers(Admin admin) {

  /** Number of partitions of a topic; 0 where there is none. */
  int partitions(String topic) throws InterruptedException {
    try {
      return admin
          .describeTopics(java.util.List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return 0;
      }
      throw failed(e);
    }
  }

  /** First offset of each partition that is still there. */
  Map<Integer, Long> earliest(String topic, int partitions) throws InterruptedException {
    return offsets(topic, partitions, OffsetSpec.earliest());
  }

  /** Offset behind the last committed record of each partition. */
  Map<Integer, Long> latest(String topic, int partitions) throws InterruptedException {
    return offsets(topic, partitions, OffsetSpec.latest());
  }

  /** First offset of each partition with a timestamp of a moment or later; none: the end. */
  Map<Integer, Long> at(String topic, Instant moment, Map<Integer, Long> latest)
      throws InterruptedException {
    Map<Integer, Long> found =
        offsets(topic, latest.size(), OffsetSpec.forTimestamp(moment.toEpochMilli()));
    Map<Integer, Long> offsets = new HashMap<>(latest);
    found.forEach(
        (partition, offset) -> {
          if (offset >= 0) {
            offsets.merge(partition, offset, Math::min);
          }
        });
    return offsets;
  }

  private Map<Integer, Long> offsets(String topic, int partitions, OffsetSpec spec)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(topic, partition), spec);
    }
    KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> answer =
        admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all();
    try {
      return answer.get().entrySet().stream()
          .collect(Collectors.toMap(e -> e.getKey().partition(), e -> e.getValue().offset()));
    } catch (ExecutionException e) {
      throw failed(e);
    }
  }

  /** Records of some topics together, transaction markers included. */
  long records(Collection<String> topics) throws InterruptedException {
    long records = 0;
    for (String topic : topics) {
      int partitions = partitions(topic);
      Function<Map<Integer, Long>, Long> sum =
          offsets -> offsets.values().stream().mapToLong(Long::longValue).sum();
      records += sum.apply(latest(topic, partitions)) - sum.apply(earliest(topic, partitions));
    }
    return records;
  }

  private static IllegalStateException failed(ExecutionException e) {
    return new IllegalStateException(
        "The brokers did not say what a reprocessing has to know: " + e.getCause(), e.getCause());
  }
}
