package io.millrace.cli.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.stack.BrokerSettings;
import io.millrace.cli.stack.PortBook;
import io.millrace.cli.stack.PortUse;
import io.millrace.cli.terminal.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers as processes: one of them may be missing, and comes back. */
@Timeout(180)
class BrokerGroupIT {

  private static final String TOPIC = "kept";

  /** A broker is missed after 3 s instead of 9. */
  private static final Map<String, String> SHORT =
      Map.of("broker.session.timeout.ms", "3000", "broker.heartbeat.interval.ms", "500");

  @TempDir private Path folder;

  private static BrokerSettings three(PortBook ports) {
    return new BrokerSettings(
        Stream.of(
                new BrokerSettings.Node(
                    ports.of(PortUse.KAFKA), ports.of(PortUse.KAFKA_CONTROLLER)),
                new BrokerSettings.Node(
                    ports.of(PortUse.KAFKA_2), ports.of(PortUse.KAFKA_CONTROLLER_2)),
                new BrokerSettings.Node(
                    ports.of(PortUse.KAFKA_3), ports.of(PortUse.KAFKA_CONTROLLER_3)))
            .toList());
  }

  private BrokerGroup launch(BrokerSettings settings) {
    return BrokerGroup.launch(folder.resolve("kafka"), folder.resolve("logs"), settings, SHORT);
  }

  private static TopicPartitionInfo partition(Admin admin) throws Exception {
    var topics = admin.describeTopics(List.of(TOPIC)).allTopicNames().get();
    return requireNonNull(topics.get(TOPIC)).partitions().get(0);
  }

  @Test
  void recordsLieOnThreeBrokersAndAreTakenWhileTheirLeaderIsGone() throws Exception {
    var settings = three(PortBook.choose(folder.resolve("ports.json"), Map.of()));
    try (var brokers = launch(settings)) {
      brokers.awaitServing();
      Map<String, Object> connection =
          Map.of("bootstrap.servers", brokers.bootstrapServers(), "acks", "all");
      try (var admin = Admin.create(connection);
          var producer =
              new KafkaProducer<>(connection, new StringSerializer(), new StringSerializer())) {
        admin
            .createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
            .all()
            .get();
        producer.send(new ProducerRecord<>(TOPIC, "first")).get();
        TopicPartitionInfo partition = partition(admin);
        assertThat(partition.replicas()).hasSize(3);

        Member leader = brokers.members().get(partition.leader().id() - 1);
        leader.kill();
        assertThat(producer.send(new ProducerRecord<>(TOPIC, "second")).get().offset())
            .isEqualTo(1);

        leader.start();
        Awaitility.await("every copy is in sync again")
            .atMost(Duration.ofSeconds(60))
            .until(() -> partition(admin).isr().size() == 3);
      }
    }
    var one = new BrokerSettings(settings.nodes().subList(0, 1));
    assertThatThrownBy(() -> launch(one))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("3 brokers");
  }
}
