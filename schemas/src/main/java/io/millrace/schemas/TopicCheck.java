package io.millrace.schemas;

import java.util.List;
import org.apache.kafka.clients.admin.Config;

/** The settings of an existing topic that would lose data, in words. */
final class TopicCheck {

  private TopicCheck() {}

  /**
   * @param actual partitions that the topic has
   * @param images partitions that the images topic has
   */
  static void check(Topic<?> topic, int actual, int images, Config config, List<String> problems) {
    String policy = config.get("cleanup.policy").value();
    if (!policy.equals(topic.cleanup().policy())) {
      problems.add(
          "%s has cleanup.policy=%s and must have %s: %s"
              .formatted(topic.name(), policy, topic.cleanup().policy(), why(topic)));
    }
    int wanted = topic.partitioned() ? images : 1;
    if (actual != wanted) {
      problems.add(
          "%s has %d partitions and must have %d: %s"
              .formatted(
                  topic.name(),
                  actual,
                  wanted,
                  topic.partitioned()
                      ? "a prediction goes to its image's partition number"
                      : "the order of all its records matters"));
    }
    checkAtLeast(topic, "max.message.bytes", config, problems);
    checkAtLeast(topic, "retention.ms", config, problems);
    checkAtLeast(topic, "retention.bytes", config, problems);
  }

  private static String why(Topic<?> topic) {
    return topic.cleanup() == Topic.Cleanup.COMPACT
        ? "its records would go with age, and with them the state of the models"
        : "records with equal keys would overwrite each other";
  }

  private static void checkAtLeast(
      Topic<?> topic, String setting, Config config, List<String> problems) {
    String wanted = topic.settings().get(setting);
    if (wanted == null) {
      return;
    }
    long actual = Long.parseLong(config.get(setting).value());
    if (limit(actual) < limit(Long.parseLong(wanted))) {
      problems.add(
          "%s has %s=%d and must have at least %s"
              .formatted(
                  topic.name(), setting, actual, wanted.equals("-1") ? "-1 (no limit)" : wanted));
    }
  }

  /** Kafka writes "no limit" as -1. */
  private static long limit(long setting) {
    return setting < 0 ? Long.MAX_VALUE : setting;
  }
}
