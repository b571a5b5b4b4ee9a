package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.cluster.Member;
import io.millrace.schemas.TopicAdmin;
import io.millrace.schemas.Topics;
import io.millrace.tests.stack.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Kafka that is missing, in part or as a whole. */
final class BrokerRows {

  /** More than twice the session of a broker with its controllers (9 s). */
  private static final Duration ABSENCE = Duration.ofSeconds(20);

  private static final Duration OUTAGE = Duration.ofSeconds(30);

  private BrokerRows() {}

  /** Whoever leads the first partition of the images is the next. */
  static void leaderKilled(Trial trial) throws Exception {
    for (int n = 0; n < trial.times(2, 5); n++) {
      Member leader = trial.brokers().get(trial.scene().offsets().leader() - 1);
      trial.strike("SIGKILL", List.of(leader), leader::kill);
      Trial.letPass(ABSENCE);
      leader.start();
      awaitInSync(trial);
    }
    trial.note("job restarts %d".formatted(trial.job().restarts()));
  }

  static void rolled(Trial trial) throws Exception {
    int before = trial.job().restarts();
    for (Member broker : trial.brokers()) {
      trial.strike(
          "SIGTERM",
          List.of(broker),
          () -> {
            broker.terminate();
            broker.awaitEnd(Duration.ofMinutes(2));
            broker.start();
            awaitInSync(trial);
          });
    }
    assertThat(trial.job().restarts()).as("restarts of the job").isEqualTo(before);
  }

  static void allDown(Trial trial) throws Exception {
    int before = trial.job().restarts();
    Member broker = trial.brokers().get(0);
    for (int n = 0; n < trial.times(1, 1); n++) {
      trial.strike(
          "started again",
          List.of(broker),
          () -> {
            broker.kill();
            Trial.letPass(trial.outage(OUTAGE, OUTAGE));
          },
          broker::start);
    }
    trial.note(
        "down for %d s; job restarts %d"
            .formatted(trial.outage(OUTAGE, OUTAGE).toSeconds(), trial.job().restarts() - before));
  }

  /** No broken image may be passed over for want of a place to say so. */
  static void noPlaceForDeadLetters(Trial trial) throws Exception {
    Admin admin = trial.scene().offsets().admin();
    failsUntil(
        trial,
        "no letter fits into the topic",
        () -> setLargestLetter(admin, 100),
        () -> setLargestLetter(admin, Topics.MAX_DEAD_LETTER_BYTES));
    // The last of them: letters that were in the topic are gone with it.
    failsUntil(
        trial,
        "topic deleted",
        () -> admin.deleteTopics(List.of(Topics.IMAGE_DEAD_LETTERS.name())).all().get(),
        () -> {
          new TopicAdmin(admin, Stack.PARTITIONS).ensure();
          trial.startOver(Topics.IMAGE_DEAD_LETTERS.name());
        });
  }

  private static void failsUntil(Trial trial, String what, Trial.Action harm, Trial.Action mend)
      throws Exception {
    trial.settle();
    trial.scene().awaitCommitted();
    int before = trial.job().restarts();
    harm.run();
    Instant harmed = Trial.now();
    trial.resumeTraffic();
    Scene.await("the job fails").until(() -> trial.job().restarts() > before);
    trial.note(
        "%s: failed after %d s".formatted(what, Duration.between(harmed, Trial.now()).toSeconds()));
    mend.run();
    trial.awaitWhole(Trial.now());
  }

  private static void setLargestLetter(Admin admin, int bytes) throws Exception {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.IMAGE_DEAD_LETTERS.name());
    var entry = new ConfigEntry("max.message.bytes", String.valueOf(bytes));
    var change = new AlterConfigOp(entry, AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(topic, List.of(change))).all().get();
  }

  private static void awaitInSync(Trial trial) throws Exception {
    Scene.await("every broker has every partition").until(trial.scene().offsets()::inSync);
  }
}
