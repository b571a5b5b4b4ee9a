package io.millrace.cli.bench.pipeline;

import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Where a job begins that has not run yet. */
final class GroupOffsets {

  private GroupOffsets() {}

  /** Behind all the images that other rows have written. */
  static void atEnd(Endpoints endpoints, String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    try (var ends = new LogEnds(endpoints, Topics.IMAGES.name());
        var admin = Admin.create(endpoints.kafka())) {
      ends.now().forEach((partition, end) -> offsets.put(partition, new OffsetAndMetadata(end)));
      admin.alterConsumerGroupOffsets(group, offsets).all().get();
    }
  }
}
