package io.millrace.job.log;

import java.io.Serializable;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A part of a log that holds something in each of its partitions.
 *
 * @param from first offset of each partition
 * @param to offset behind the last one of each partition
 */
public record OffsetRange(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  public OffsetRange {
    from = Map.copyOf(from);
    to = Map.copyOf(to);
    if (!from.keySet().equals(to.keySet())) {
      throw new IllegalArgumentException("A range begins and ends in the same partitions.");
    }
  }

  /** Offsets in it; with transactions, fewer of them hold records. */
  public long size() {
    return from.entrySet().stream().mapToLong(e -> end(e.getKey()) - e.getValue()).sum();
  }

  /** Offset behind the last one of a partition. */
  public long end(TopicPartition partition) {
    return to.getOrDefault(partition, 0L);
  }
}
