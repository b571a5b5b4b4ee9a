package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicCheckTest {

  private static final int IMAGES = 4;

  static List<Topic<?>> topics() {
    return Topics.ALL;
  }

  @ParameterizedTest
  @MethodSource("topics")
  void topicAsWeCreateItIsSafe(Topic<?> topic) {
    assertThat(problems(topic, right(topic), Map.of())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void oppositeCleanupIsUnsafe(Topic<?> topic) {
    String opposite = topic.cleanup() == Topic.Cleanup.COMPACT ? "delete" : "compact";
    for (String policy : List.of(opposite, "compact,delete")) {
      assertThat(problems(topic, right(topic), Map.of("cleanup.policy", policy)))
          .singleElement()
          .asString()
          .startsWith(topic.name() + " has cleanup.policy=" + policy);
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void otherNumberOfPartitionsIsUnsafe(Topic<?> topic) {
    assertThat(problems(topic, right(topic) + 1, Map.of()))
        .singleElement()
        .asString()
        .contains(topic.name(), "%d partitions".formatted(right(topic) + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"max.message.bytes", "retention.ms", "retention.bytes"})
  void smallerLimitIsUnsafeWhereOneIsAskedFor(String setting) {
    for (Topic<?> topic : Topics.ALL) {
      List<String> problems = problems(topic, right(topic), Map.of(setting, "1000"));
      assertThat(problems).hasSize(topic.settings().containsKey(setting) ? 1 : 0);
      assertThat(problems)
          .allMatch(problem -> problem.contains(topic.name() + " has " + setting + "=1000"));
    }
  }

  @Test
  void noLimitAndALargerOneAreSafe() {
    assertThat(problems(Topics.MODEL_EVENTS, 1, Map.of("retention.ms", "-1"))).isEmpty();
    assertThat(problems(Topics.MODEL_EVENTS, 1, Map.of("retention.ms", "99999999999"))).isEmpty();
    assertThat(problems(Topics.IMAGES, IMAGES, Map.of("max.message.bytes", "9999999"))).isEmpty();
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    List<String> problems =
        problems(
            Topics.MODEL_COMMANDS,
            3,
            Map.of("cleanup.policy", "compact", "retention.ms", "5", "retention.bytes", "6"));

    assertThat(problems).hasSize(4);
    assertThat(new UnsafeTopicsException(problems))
        .hasMessageContaining("cleanup.policy=compact")
        .hasMessageContaining("3 partitions")
        .hasMessageContaining("retention.ms=5")
        .hasMessageContaining("retention.bytes=6 and must have at least -1 (no limit)");
  }

  private static int right(Topic<?> topic) {
    return topic.partitioned() ? IMAGES : 1;
  }

  private static List<String> problems(Topic<?> topic, int partitions, Map<String, String> other) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "max.message.bytes",
                "1048588",
                "retention.ms",
                "604800000",
                "retention.bytes",
                "-1"));
    settings.put("cleanup.policy", topic.cleanup().policy());
    settings.putAll(topic.settings());
    settings.putAll(other);
    Config config =
        new Config(
            settings.entrySet().stream()
                .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
                .toList());
    List<String> problems = new ArrayList<>();
    TopicCheck.check(topic, partitions, IMAGES, config, problems);
    return problems;
  }
}
