package io.millrace.registry;

import io.millrace.registry.client.AnsweredCommands;
import io.millrace.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the program stands in {@code model-commands}, if Kafka has forgotten it.
 *
 * <p>Kafka forgets the offsets of a group that was away for a week, and topics that were copied to
 * another cluster come without. From the start of the topic, every rollout of a year would be
 * carried out once more. But each command has an event that names it, so the program stood behind
 * the last command that has one.
 */
final class CommandPosition {

  private static final Logger LOG = LoggerFactory.getLogger(CommandPosition.class);
  private static final TopicPartition COMMANDS =
      new TopicPartition(Topics.MODEL_COMMANDS.name(), 0);

  private final Environment environment;

  CommandPosition(Environment environment) {
    this.environment = environment;
  }

  /**
   * Has the group go on where it stood.
   *
   * @throws SyncStartException if the broker does not let it
   */
  void recover() throws InterruptedException {
    try {
      if (!isKnown(environment.admin())) {
        OptionalLong next = AnsweredCommands.end(environment.endpoints());
        if (next.isPresent()) {
          set(environment.admin(), next.getAsLong());
        }
      }
    } catch (ExecutionException e) {
      throw failed(Objects.requireNonNullElse(e.getCause(), e));
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  private static boolean isKnown(Admin admin) throws InterruptedException, ExecutionException {
    var only = new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(COMMANDS));
    return admin
            .listConsumerGroupOffsets(
                Map.of(StreamsSettings.APPLICATION, only),
                new ListConsumerGroupOffsetsOptions().requireStable(true))
            .partitionsToOffsetAndMetadata(StreamsSettings.APPLICATION)
            .get()
            .get(COMMANDS)
        != null;
  }

  private static void set(Admin admin, long next) throws InterruptedException, ExecutionException {
    LOG.warn(
        "Kafka does not know any more where this program stood in {}. It goes on at offset {},"
            + " behind the last command that model-events has an answer to.",
        COMMANDS.topic(),
        next);
    admin
        .alterConsumerGroupOffsets(
            StreamsSettings.APPLICATION, Map.of(COMMANDS, new OffsetAndMetadata(next)))
        .all()
        .get();
  }

  private static SyncStartException failed(Throwable cause) {
    return new SyncStartException(
        "Cannot find out where the group %s stands in %s: %s. Start again; if another instance is starting, it may have set it."
            .formatted(StreamsSettings.APPLICATION, COMMANDS.topic(), cause),
        cause);
  }
}
