package io.millrace.job.delivery;

import io.millrace.job.delivery.Trace.Origins;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer group that nobody consumes with: its offsets are those of the first lost image of each
 * partition.
 *
 * <p>The first task that fails ends the job, and with it every task that was about to say the same
 * of other partitions. What they have lost has to be known outside of them by then.
 */
final class GroupLossReport implements LossReport {

  private static final Logger LOG = LoggerFactory.getLogger(GroupLossReport.class);

  /** Tasks come back at the same time, but not in the same second. */
  static final Duration FOR_THE_OTHERS = Duration.ofSeconds(10);

  private final Map<String, Object> kafka;
  private final String group;
  private final String topic;
  private final String job;
  private final Pattern ours;
  private final Duration patience;

  /**
   * A report.
   *
   * @param group of the job; the report's is named after it
   * @param topic of the images
   * @param job id of the job: what an earlier one has lost is another matter
   * @param patience how long others may take to tell
   */
  GroupLossReport(
      String bootstrapServers, String group, String topic, String job, Duration patience) {
    this.kafka = Map.of("bootstrap.servers", bootstrapServers);
    this.group = group + "-lost";
    this.topic = topic;
    this.job = job;
    this.patience = patience;
    this.ours = Pattern.compile(Pattern.quote("job " + job + " ") + "(\\d+) (\\d+)");
  }

  @Override
  public Map<Integer, Origins> tell(Map<Integer, Origins> own) throws InterruptedException {
    try (Admin admin = Admin.create(kafka)) {
      Map<Integer, Origins> known = read(admin);
      known.keySet().retainAll(own.keySet()); // of the task's other output
      write(admin, together(known, own));
      TimeUnit.MILLISECONDS.sleep(patience.toMillis()); // nobody tells that all have told
      return together(read(admin), own);
    } catch (ExecutionException | KafkaException e) {
      LOG.warn("What other tasks have lost cannot be found out by the group {}.", group, e);
      return own;
    }
  }

  private void write(Admin admin, Map<Integer, Origins> lost)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        lost.entrySet().stream()
            .collect(
                Collectors.toMap(
                    each -> new TopicPartition(topic, each.getKey()),
                    each -> offset(each.getValue())));
    admin.alterConsumerGroupOffsets(group, offsets).all().get();
  }

  private OffsetAndMetadata offset(Origins lost) {
    return new OffsetAndMetadata(
        lost.first(), "job %s %d %d".formatted(job, lost.first(), lost.last()));
  }

  private Map<Integer, Origins> read(Admin admin) throws ExecutionException, InterruptedException {
    Map<Integer, Origins> lost = new HashMap<>();
    for (var each :
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet()) {
      Matcher matcher = ours.matcher(each.getValue().metadata());
      if (matcher.matches()) {
        lost.put(
            each.getKey().partition(),
            new Origins(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
      }
    }
    return lost;
  }

  private static Map<Integer, Origins> together(
      Map<Integer, Origins> some, Map<Integer, Origins> others) {
    Map<Integer, Origins> all = new HashMap<>(some);
    others.forEach((partition, origins) -> all.merge(partition, origins, Origins::and));
    return all;
  }
}
