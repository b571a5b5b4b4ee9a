package io.millrace.schemas;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics that are missing and refuses those whose settings would lose data. */
public final class TopicAdmin {

  private static final Duration UNTIL_KNOWN = Duration.ofSeconds(30);

  private final Admin admin;
  private final int partitions;

  /**
   * Works through a client of the caller.
   *
   * @param admin a client, which stays the caller's
   * @param partitions partitions of the partitioned topics, where they are created
   */
  public TopicAdmin(Admin admin, int partitions) {
    this.admin = admin;
    this.partitions = partitions;
  }

  /**
   * Creates what is missing, then checks everything.
   *
   * @throws UnsafeTopicsException naming every problem at once
   */
  public void ensure() throws InterruptedException {
    ensure(Topics.ALL);
  }

  /**
   * The same for other topics than those that every deployment has.
   *
   * @throws UnsafeTopicsException naming every problem at once
   */
  public void ensure(List<? extends Topic<?>> topics) throws InterruptedException {
    Set<String> present = await(() -> admin.listTopics().names().get());
    int wanted = present.contains(Topics.IMAGES.name()) ? imagePartitions() : partitions;
    List<NewTopic> missing =
        topics.stream()
            .filter(topic -> !present.contains(topic.name()))
            .map(topic -> newTopic(topic, wanted))
            .toList();
    create(missing);
    List<String> problems = problems(topics, imagePartitions());
    if (!problems.isEmpty()) {
      throw new UnsafeTopicsException(problems);
    }
  }

  private int imagePartitions() throws InterruptedException {
    return partitions(describe(List.of(Topics.IMAGES.name())), Topics.IMAGES);
  }

  private Map<String, TopicDescription> describe(List<String> names) throws InterruptedException {
    return awaitKnown(() -> admin.describeTopics(names).allTopicNames().get());
  }

  private static int partitions(Map<String, TopicDescription> described, Topic<?> topic) {
    return requireNonNull(described.get(topic.name())).partitions().size();
  }

  private static NewTopic newTopic(Topic<?> topic, int partitions) {
    Map<String, String> config = new HashMap<>(topic.settings());
    config.put("cleanup.policy", topic.cleanup().policy());
    return new NewTopic(
            topic.name(), Optional.of(topic.partitioned() ? partitions : 1), Optional.empty())
        .configs(config);
  }

  private void create(Collection<NewTopic> topics) throws InterruptedException {
    for (var creation : admin.createTopics(topics).values().values()) {
      try {
        creation.get();
      } catch (ExecutionException e) {
        // Another program of the same deployment was faster; what it made is checked below.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw new KafkaException("Could not create the topics: " + e.getCause(), e.getCause());
        }
      }
    }
  }

  private List<String> problems(List<? extends Topic<?>> topics, int images)
      throws InterruptedException {
    List<String> names = topics.stream().map(topic -> topic.name()).toList();
    Map<String, TopicDescription> described = describe(names);
    List<ConfigResource> resources = names.stream().map(TopicAdmin::resource).toList();
    Map<ConfigResource, Config> configs =
        awaitKnown(() -> admin.describeConfigs(resources).all().get());

    List<String> problems = new ArrayList<>();
    for (Topic<?> topic : topics) {
      Config config = requireNonNull(configs.get(resource(topic.name())));
      TopicCheck.check(topic, partitions(described, topic), images, config, problems);
    }
    return problems;
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  /**
   * Asks about topics that exist. The controller answers for a creation, another broker is asked
   * about it, and learns of it a moment later.
   */
  static <T> T awaitKnown(AdminCall<T> call) throws InterruptedException {
    long deadline = System.nanoTime() + UNTIL_KNOWN.toNanos();
    while (true) {
      try {
        return await(call);
      } catch (KafkaException e) {
        boolean unknown = e.getCause() instanceof UnknownTopicOrPartitionException;
        if (!unknown || System.nanoTime() - deadline > 0) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(50); // There is nothing to wait on: a broker is only asked.
      }
    }
  }

  private static <T> T await(AdminCall<T> call) throws InterruptedException {
    try {
      return call.get();
    } catch (ExecutionException e) {
      throw new KafkaException("The broker refused an admin call: " + e.getCause(), e.getCause());
    }
  }

  interface AdminCall<T> {
    T get() throws InterruptedException, ExecutionException;
  }
}
