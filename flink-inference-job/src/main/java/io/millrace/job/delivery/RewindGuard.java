package io.millrace.job.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Ends a job that was started from a checkpoint which is not its last: what was emitted since then
 * would come again, and no sink can prevent that.
 *
 * <p>Every complete checkpoint commits its offsets to the group, so that the group never stands
 * behind the last one. An image before that has been emitted under a later checkpoint.
 */
public final class RewindGuard {

  private final Map<Integer, Long> committed = new HashMap<>();

  private RewindGuard() {}

  /** One that lets everything pass. */
  public static RewindGuard none() {
    return new RewindGuard();
  }

  /**
   * Of a task that was restored.
   *
   * @param bootstrapServers Kafka brokers; null: nobody is asked, everything passes
   * @param group of the job
   */
  public static RewindGuard of(@Nullable String bootstrapServers, String group)
      throws ExecutionException, InterruptedException {
    var guard = new RewindGuard();
    if (bootstrapServers == null) {
      return guard;
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      for (var each :
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet()) {
        TopicPartition partition = each.getKey();
        guard.committed.put(partition.partition(), each.getValue().offset());
      }
    }
    return guard;
  }

  /**
   * Looks at the first image of each partition.
   *
   * @throws SuppressRestartsException if the job has been further before
   */
  public void check(int partition, long offset) {
    Long known = committed.isEmpty() ? null : committed.remove(partition);
    if (known != null && offset < known) {
      throw new SuppressRestartsException(
          new IllegalStateException(
              "The job was started from a checkpoint or savepoint that is not its last: partition %d goes on at offset %d, and a later checkpoint holds everything before %d, which would be scored and emitted again. Start it from the latest one, or say --allow-rewind."
                  .formatted(partition, offset, known)));
    }
  }
}
