package io.millrace.tests.recovery;

import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.tests.stack.Stack;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Where the images end, and how far the job's group has committed them. */
final class Offsets implements AutoCloseable {

  private static final String GROUP = "millrace";

  private final Admin admin;

  Offsets(Endpoints endpoints) {
    this.admin = Admin.create(endpoints.kafka());
  }

  Admin admin() {
    return admin;
  }

  boolean allCommitted() throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> committed = committed();
    return ends().entrySet().stream()
        .allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
    return ends(Topics.IMAGES.name(), IsolationLevel.READ_UNCOMMITTED);
  }

  private Map<TopicPartition, Long> ends(String topic, IsolationLevel level)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest =
        IntStream.range(0, Stack.PARTITIONS)
            .mapToObj(n -> new TopicPartition(topic, n))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest, new ListOffsetsOptions(level))
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** Records of the predictions behind the first that is in an open transaction. */
  long uncommittedPredictions() throws ExecutionException, InterruptedException {
    String topic = Topics.PREDICTIONS.name();
    return sum(ends(topic, IsolationLevel.READ_UNCOMMITTED))
        - sum(ends(topic, IsolationLevel.READ_COMMITTED));
  }

  private static long sum(Map<TopicPartition, Long> ends) {
    return ends.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Node id of the leader of the first partition of the images. */
  int leader() throws ExecutionException, InterruptedException {
    return describe(List.of(Topics.IMAGES.name())).get(0).partitions().get(0).leader().id();
  }

  /** Whether every replica of every topic, the internal ones among them, is in sync. */
  boolean inSync() throws ExecutionException, InterruptedException {
    var all = new ListTopicsOptions().listInternal(true);
    return describe(admin.listTopics(all).names().get()).stream()
        .flatMap(topic -> topic.partitions().stream())
        .allMatch(partition -> partition.isr().size() == partition.replicas().size());
  }

  private List<TopicDescription> describe(Collection<String> topics)
      throws ExecutionException, InterruptedException {
    return List.copyOf(admin.describeTopics(topics).allTopicNames().get().values());
  }

  Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listConsumerGroupOffsets(GROUP)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((partition, committed) -> offsets.put(partition, committed.offset()));
    return offsets;
  }

  /** What an operator does with kafka-consumer-groups.sh while the job is stopped. */
  void reset(Map<TopicPartition, Long> to) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    to.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
    admin.alterConsumerGroupOffsets(GROUP, offsets).all().get();
  }

  @Override
  public void close() {
    admin.close();
  }
}
