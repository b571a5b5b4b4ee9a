package io.millrace.tests.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.Topic;
import io.millrace.schemas.TopicAdmin;
import io.millrace.schemas.Topics;
import io.millrace.schemas.UnsafeTopicsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics on a broker: what is missing is made, what would lose data is refused. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicAdminIT {

  private static final List<String> NAMES = Topics.ALL.stream().map(Topic::name).toList();

  private EmbeddedStackBinding stack;
  private Admin admin;

  @BeforeAll
  void start(@TempDir Path folder) {
    stack = EmbeddedStackBinding.withoutPrograms(folder);
    admin = Admin.create(stack.endpoints().kafka());
  }

  @AfterAll
  void end() {
    admin.close();
    stack.close();
  }

  @AfterEach
  void removeTheTopics() throws Exception {
    admin.deleteTopics(admin.listTopics().names().get()).all().get();
    Awaitility.await("no topic is left")
        .atMost(Duration.ofSeconds(20))
        .until(() -> admin.listTopics().names().get().isEmpty());
  }

  private void ensure() throws InterruptedException {
    new TopicAdmin(admin, Stack.PARTITIONS).ensure();
  }

  @Test
  void missingTopicsAreCreatedWithTheirPartitions() throws Exception {
    ensure();
    var described = admin.describeTopics(NAMES).allTopicNames().get();
    assertThat(Topics.ALL)
        .allSatisfy(
            topic ->
                assertThat(requireNonNull(described.get(topic.name())).partitions())
                    .hasSize(topic.partitioned() ? Stack.PARTITIONS : 1));
  }

  @Test
  void ensuringAgainChangesNothing() throws Exception {
    ensure();
    var before = admin.describeTopics(NAMES).allTopicNames().get();
    ensure();
    new TopicAdmin(admin, 9).ensure(); // what is there keeps its partitions
    assertThat(admin.describeTopics(NAMES).allTopicNames().get()).isEqualTo(before);
  }

  @Test
  void onlyWhatIsMissingIsCreatedAndWithThePartitionsOfImages() throws Exception {
    admin.createTopics(List.of(new NewTopic("images", 3, (short) 1))).all().get();
    set("images", "max.message.bytes", "2000000");
    ensure();
    assertThat(partitions("predictions")).isEqualTo(3);
  }

  @Test
  void registryThatIsNotCompactedIsRefused() throws Exception {
    ensure();
    set("model-registry", "cleanup.policy", "delete");
    assertRefused("model-registry has cleanup.policy=delete and must have compact");
  }

  @Test
  void imagesThatAreCompactedAreRefused() throws Exception {
    ensure();
    set("images", "cleanup.policy", "compact");
    assertRefused("images has cleanup.policy=compact and must have delete");
  }

  @Test
  void predictionsWithOtherPartitionsThanImagesAreRefused() throws Exception {
    ensure();
    admin.createPartitions(Map.of("predictions", NewPartitions.increaseTo(6))).all().get();
    Awaitility.await().until(() -> partitions("predictions") == 6);
    assertRefused("predictions has 6 partitions and must have 4");
  }

  @Test
  void registryOfTwoPartitionsIsRefused() throws Exception {
    ensure();
    admin.createPartitions(Map.of("model-registry", NewPartitions.increaseTo(2))).all().get();
    Awaitility.await().until(() -> partitions("model-registry") == 2);
    assertRefused("model-registry has 2 partitions and must have 1");
  }

  @Test
  void commandsThatAreForgottenTooSoonAreRefused() throws Exception {
    ensure();
    set("model-commands", "retention.ms", "60000");
    assertRefused("model-commands has retention.ms=60000");
  }

  @Test
  void everyProblemIsNamedAtOnce() throws Exception {
    ensure();
    set("model-registry", "cleanup.policy", "delete");
    set("images", "max.message.bytes", "1000");
    assertThatThrownBy(this::ensure)
        .isInstanceOf(UnsafeTopicsException.class)
        .hasMessageContainingAll("model-registry", "images has max.message.bytes=1000");
  }

  private void assertRefused(String problem) {
    assertThatThrownBy(this::ensure)
        .isInstanceOf(UnsafeTopicsException.class)
        .hasMessageContaining(problem);
  }

  private int partitions(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .values()
        .iterator()
        .next()
        .partitions()
        .size();
  }

  /** Returns when the broker shows the setting. */
  private void set(String topic, String setting, String value) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    var change = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get();
    Awaitility.await(setting)
        .until(
            () ->
                admin.describeConfigs(List.of(resource)).all().get().values().stream()
                    .allMatch(config -> config.get(setting).value().equals(value)));
  }
}
