package io.millrace.tests.registry;

import static java.util.stream.Collectors.groupingBy;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.PublishVersion;
import io.millrace.avro.RetireVersion;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.SchemaRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Commands that can all be carried out, to several models in turn: a version is published, rolled
 * out and, two versions later, retired. For one thread.
 */
final class CommandBurst implements AutoCloseable {

  private static final int MODELS = 20;
  private static final int STEPS = 3;

  private final SchemaRegistry registry;
  private final Producer<String, ModelCommand> producer;
  private final String name;
  private final List<ModelCommand> sent = new ArrayList<>();

  /**
   * Nothing is sent yet.
   *
   * @param name what the names of its models begin with
   */
  CommandBurst(Endpoints endpoints, String name) {
    Map<String, Object> config = new HashMap<>(endpoints.kafka());
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    this.registry = new SchemaRegistry(endpoints.registryUrl());
    this.producer =
        new KafkaProducer<>(
            config,
            new StringSerializer(),
            Topics.MODEL_COMMANDS.valueSerde(registry).serializer());
    this.name = name;
  }

  /** Sends so many more; returns when the broker has them. */
  void send(int count) {
    for (int n = 0; n < count; n++) {
      int number = sent.size();
      String model = name + "-" + number % MODELS;
      ModelCommand command =
          new ModelCommand(
              UUID.randomUUID(),
              model,
              Instant.now(),
              "burst",
              null,
              null,
              action(model, number / MODELS));
      sent.add(command);
      var unused = // flushed below
          producer.send(new ProducerRecord<>(Topics.MODEL_COMMANDS.name(), model, command));
    }
    producer.flush();
  }

  private static Object action(String model, int step) {
    long version = 1L + step / STEPS;
    return switch (step % STEPS) {
      case 0 -> publish(model, version);
      case 1 -> RolloutPlan.allAtOnce(version).action();
      default -> new RetireVersion(Math.max(1, version - 2));
    };
  }

  private static PublishVersion publish(String model, long version) {
    String digest = "%064x".formatted(version);
    return new PublishVersion(
        version,
        "{\"model\": \"%s\", \"version\": %d}".formatted(model, version),
        List.of(new ArtifactRef("model.onnx", digest, 7L, 1, null)),
        null);
  }

  /** How many have been sent. */
  int size() {
    return sent.size();
  }

  /** How many of them have an event. */
  long answered(List<ModelEvent> history) {
    Set<String> named = new HashSet<>();
    history.forEach(event -> named.add(String.valueOf(event.getCommandId())));
    return sent.stream().filter(command -> named.contains(command.getId().toString())).count();
  }

  /** What is wrong with the answers, in one line each. */
  List<String> problems(List<ModelEvent> history) {
    List<String> problems = new ArrayList<>();
    Map<String, List<ModelEvent>> byModel =
        history.stream().collect(groupingBy(ModelEvent::getModel));
    Map<String, List<ModelCommand>> asked =
        sent.stream().collect(groupingBy(ModelCommand::getModel));
    asked.forEach(
        (model, commands) -> check(commands, byModel.getOrDefault(model, List.of()), problems));
    return problems;
  }

  /** Each is answered once, in the order in which they were sent, and the sequence only grows. */
  private static void check(
      List<ModelCommand> commands, List<ModelEvent> events, List<String> problems) {
    Set<String> order = new LinkedHashSet<>();
    Set<String> answers = new HashSet<>();
    long sequence = 0;
    for (ModelEvent event : events) {
      String answer = event.getCommandId() + " " + event.getKind();
      if (event.getCommandId() != null && !answers.add(answer)) {
        problems.add("answered twice: " + event);
      }
      if (event.getCommandId() != null) {
        order.add(event.getCommandId());
      }
      if (event.getSequence() < sequence) {
        problems.add("the sequence falls from %d: %s".formatted(sequence, event));
      }
      sequence = event.getSequence();
    }
    if (!List.copyOf(order)
        .equals(commands.stream().map(command -> command.getId().toString()).toList())) {
      problems.add(
          "%s: %d commands, %d answered, or not in their order"
              .formatted(commands.get(0).getModel(), commands.size(), order.size()));
    }
  }

  @Override
  public void close() {
    producer.close();
    registry.close();
  }
}
