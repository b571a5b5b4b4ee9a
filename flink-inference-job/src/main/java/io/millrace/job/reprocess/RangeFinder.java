package io.millrace.job.reprocess;

import io.millrace.job.log.OffsetRange;
import io.millrace.job.reprocess.Position.Offsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * Turns two positions into offsets of the partitions. Pure: what the brokers said is handed in.
 *
 * @param topic the log
 * @param earliest first offset of each partition, by number
 * @param latest offset behind the last record of each partition
 */
record RangeFinder(String topic, Map<Integer, Long> earliest, Map<Integer, Long> latest) {

  RangeFinder {
    earliest = Map.copyOf(earliest);
    latest = Map.copyOf(latest);
  }

  /**
   * The part of the log between two positions, without the partitions that hold nothing of it.
   *
   * @param from offsets of the first position: those that it names, or those that the brokers found
   * @param to likewise of the second
   * @param problems takes what does not fit
   */
  OffsetRange between(Map<Integer, Long> from, Map<Integer, Long> to, List<String> problems) {
    Map<TopicPartition, Long> begins = new HashMap<>();
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Map.Entry<Integer, Long> begin : new TreeMap<>(from).entrySet()) {
      int partition = begin.getKey();
      Long end = to.get(partition);
      if (end == null) {
        continue;
      }
      if (begin.getValue() > end) {
        problems.add(
            "--from lies behind --to in partition %d: offset %d behind %d"
                .formatted(partition, begin.getValue(), end));
      } else if (begin.getValue() < end) {
        begins.put(new TopicPartition(topic, partition), begin.getValue());
        ends.put(new TopicPartition(topic, partition), end);
      }
    }
    if (begins.isEmpty() && problems.isEmpty()) {
      problems.add("there is no image between --from and --to");
    }
    return new OffsetRange(begins, ends);
  }

  /** Holds offsets that someone wrote down against the log. */
  void check(String option, Offsets written, List<String> problems) {
    for (Map.Entry<Integer, Long> offset : new TreeMap<>(written.byPartition()).entrySet()) {
      Long first = earliest.get(offset.getKey());
      Long end = latest.get(offset.getKey());
      if (first == null || end == null) {
        problems.add(
            "%s names partition %d, and %s has the partitions %s"
                .formatted(option, offset.getKey(), topic, new TreeSet<>(earliest.keySet())));
      } else if (offset.getValue() < first) {
        problems.add(
            "%s %d:%d: the partition begins at %d; what was before has been deleted"
                .formatted(option, offset.getKey(), offset.getValue(), first));
      } else if (offset.getValue() > end) {
        problems.add(
            "%s %d:%d: the partition ends at %d"
                .formatted(option, offset.getKey(), offset.getValue(), end));
      }
    }
  }

  /** Two lists of offsets must name the same partitions, or one was forgotten. */
  static void checkPartitions(Offsets from, Offsets to, List<String> problems) {
    Set<Integer> only = new TreeSet<>(from.byPartition().keySet());
    only.addAll(to.byPartition().keySet());
    only.removeIf(p -> from.byPartition().containsKey(p) && to.byPartition().containsKey(p));
    if (!only.isEmpty()) {
      problems.add(
          "--from and --to must name the same partitions, and only one of them names " + only);
    }
  }

  Collection<Integer> partitions() {
    return earliest.keySet();
  }
}
