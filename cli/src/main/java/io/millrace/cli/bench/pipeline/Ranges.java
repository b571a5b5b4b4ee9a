package io.millrace.cli.bench.pipeline;

import io.millrace.job.log.OffsetRange;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Parts of what was written. */
final class Ranges {

  private Ranges() {}

  /** The first so many records, the same number of every partition. */
  static OffsetRange first(OffsetRange all, int records) {
    int each = records / all.from().size();
    Map<TopicPartition, Long> to = new HashMap<>();
    all.from().forEach((partition, from) -> to.put(partition, from + each));
    return new OffsetRange(all.from(), to);
  }
}
