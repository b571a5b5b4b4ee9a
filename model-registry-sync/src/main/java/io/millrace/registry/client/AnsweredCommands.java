package io.millrace.registry.client;

import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** How far {@code model-commands} has been carried out, as {@code model-events} tells it. */
public final class AnsweredCommands {

  private static final TopicPartition COMMANDS =
      new TopicPartition(Topics.MODEL_COMMANDS.name(), 0);

  private final AvroDecoder<ModelCommand> decoder;
  private final Set<String> answered;
  private long next = -1;

  private AnsweredCommands(SchemaRegistry registry, Set<String> answered) {
    this.decoder = new AvroDecoder<>(registry, ModelCommand.class);
    this.answered = answered;
  }

  /**
   * Offset behind the last command that an event names; empty where none names one that is still
   * there. Reads both topics whole.
   */
  public static OptionalLong end(Endpoints endpoints) {
    Set<String> answered = new HashSet<>();
    try (var view = new RegistryView(endpoints)) {
      for (ModelEvent event : view.history()) {
        if (event.getCommandId() != null) {
          answered.add(event.getCommandId());
        }
      }
    }
    return answered.isEmpty() ? OptionalLong.empty() : end(endpoints, answered);
  }

  private static OptionalLong end(Endpoints endpoints, Set<String> answered) {
    try (var registry = new SchemaRegistry(endpoints.registryUrl())) {
      var commands = new AnsweredCommands(registry, answered);
      var consumer = Tail.consumer(endpoints, "millrace-answered-commands");
      consumer.assign(List.of(COMMANDS));
      consumer.seekToBeginning(List.of(COMMANDS));
      try (var tail = new Tail(consumer, commands::take)) {
        tail.refresh();
      }
      return commands.next < 0 ? OptionalLong.empty() : OptionalLong.of(commands.next);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (answered.contains(decoder.decode(record.value()).getId().toString())) {
        next = record.offset() + 1;
      }
    } catch (DecodeException e) {
      // No command; it would be refused once more at worst.
    }
  }
}
