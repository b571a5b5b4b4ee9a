package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.ImageEvent;
import io.millrace.avro.ModelEvent;
import io.millrace.cli.cluster.Member;
import io.millrace.registry.client.Outcome;
import io.millrace.registry.client.UploadPlan;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Fault;
import io.millrace.tests.oracle.Input;
import io.millrace.tests.oracle.Position;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.samples.GoldenOutputs;
import io.millrace.tests.samples.VersionCopy;
import io.millrace.tests.stack.Operator;
import io.millrace.tests.versions.FileServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Rollouts that go wrong on the way to the hosts. */
final class VersionRows {

  /** A load's files are waited for for a minute; a slow server takes half a minute a try. */
  private static final Duration STAGING = Duration.ofMinutes(3);

  /** Publishing, fetching, loading and the flip take about that long here. */
  private static final Duration ROLLOUT = Duration.ofMillis(1500);

  private VersionRows() {}

  /** Where the file lies does not answer as it should: the version before goes on serving. */
  static void storeFails(Trial trial) throws Exception {
    Map<String, FileServer.Answer> failures = new LinkedHashMap<>();
    failures.put("404", FileServer.NOT_FOUND);
    failures.put("a truncated body", FileServer.TRUNCATED);
    failures.put("a slow body", FileServer.SLOW);
    for (var failure : failures.entrySet()) {
      Path version = version(trial);
      try (var server = FileServer.of(version.resolve("model.onnx"))) {
        server.say(n -> failure.getValue());
        unreachable(trial, failure.getKey(), version, server.location());
        assertThat(server.asked()).as("tries").isGreaterThan(1);
      }
    }
    unreachable(trial, "nobody there", version(trial), "http://localhost:1/model.onnx");
    assertNothingElseServed(trial);
  }

  private static void unreachable(Trial trial, String what, Path version, String location)
      throws InterruptedException {
    Instant asked = Trial.now();
    ModelEvent refused = refused(trial, version, location);
    assertThat(refused.getEvidence()).containsEntry("code", "UNREACHABLE");
    trial.note(
        "%s: FAILED after %d s, %s"
            .formatted(
                what, Duration.between(asked, Trial.now()).toSeconds(), refused.getReason()));
    trial.awaitWhole(Trial.now());
  }

  /** Two hosts ask the same server, and one is given another byte. */
  static void loadFailsOnOneHost(Trial trial) throws Exception {
    for (int n = 0; n < trial.times(1, 1); n++) {
      Path version = version(trial);
      try (var server = FileServer.of(version.resolve("model.onnx"))) {
        server.say(number -> number == 1 ? FileServer.WHOLE : FileServer.BENT);

        ModelEvent refused = refused(trial, version, server.location());

        assertThat(server.asked()).as("each host has asked once").isEqualTo(2);
        assertThat(refused.getReason()).startsWith("DIGEST on host");
        assertThat(refused.getEvidence().keySet().stream().filter(key -> key.endsWith(".state")))
            .as("the other one had no complaint")
            .hasSize(1);
      }
      trial.awaitWhole(Trial.now());
    }
    assertNothingElseServed(trial);
  }

  /** A host is lost at any moment of a rollout: afterwards all agree with the registry. */
  static void hostKilledInRollout(Trial trial) throws Exception {
    var operator =
        new Operator(trial.scene().stack().endpoints(), trial.scene().model().directory());
    operator.publish(2);
    long next = 2;
    for (int n = 0; n < trial.times(3, 50); n++) {
      Member target = trial.any(trial.taskManagers());
      Duration moment = trial.within(ROLLOUT);
      UUID[] rollout = new UUID[1];
      long version = next;
      trial.strike(
          "SIGKILL in a rollout",
          List.of(target),
          () -> {
            rollout[0] = operator.ask(FashionMnist.MODEL, version);
            Trial.letPass(moment);
          },
          () -> ProcessRows.restart(target));
      Outcome outcome = operator.outcome(rollout[0], STAGING);
      assertThat(outcome).as("nobody is waited for for ever").isInstanceOf(Outcome.Done.class);
      Instant since = Trial.now();
      trial.awaitWhole(since);
      assertThat(servingSince(trial, since)).as("all agree").containsExactly(version);
      next = 3 - version;
    }
    if (next == 1) {
      operator.outcome(operator.ask(FashionMnist.MODEL, 1), STAGING); // as other rows expect it
    }
    assertRightByItsVersion(trial);
    if (trial.delivery() == Delivery.AT_LEAST_ONCE) {
      // What comes again after the flip is scored by the version that serves then.
      trial.allow(Fault.DUPLICATE, Fault.DIVERGENT);
    }
  }

  private static void assertRightByItsVersion(Trial trial) {
    Evidence evidence = trial.settle();
    Map<Position, ImageEvent> images = new HashMap<>();
    for (Input image : evidence.images()) {
      if (image.event() != null) {
        images.put(image.at(), image.event());
      }
    }
    GoldenOutputs golden = trial.scene().model().golden();
    assertThat(
            evidence
                .scored()
                .flatMap(
                    each ->
                        golden
                            .complaint(
                                Objects.requireNonNull(images.get(each.origin())),
                                each.prediction())
                            .stream()))
        .as("complaints")
        .isEmpty();
  }

  private static Path version(Trial trial) throws Exception {
    long number = trial.scene().nextVersion();
    Path folder = Files.createTempDirectory("millrace-version-");
    return VersionCopy.of(
        trial.scene().model().directory().resolve("2"), number, folder.resolve("" + number));
  }

  private static ModelEvent refused(Trial trial, Path version, String location)
      throws InterruptedException {
    var operator = new Operator(trial.scene().stack().endpoints(), version);
    UploadPlan plan = new UploadPlan(1 << 20, location, null);
    Outcome outcome = operator.tryOut(version, plan, STAGING);
    assertThat(outcome).isInstanceOf(Outcome.NotDone.class);
    return ((Outcome.NotDone) outcome).event();
  }

  private static void assertNothingElseServed(Trial trial) {
    Evidence evidence = trial.settle();
    assertThat(evidence.scored().map(each -> each.prediction().getVersion()).distinct())
        .as("versions that have scored")
        .containsExactly(1L);
  }

  /** The versions by which images were scored that were published after that. */
  private static Set<Long> servingSince(Trial trial, Instant since) {
    Evidence evidence = trial.evidence();
    Set<Position> later =
        evidence.images().stream()
            .filter(image -> image.record().timestamp() >= since.toEpochMilli())
            .map(Input::at)
            .collect(Collectors.toSet());
    return evidence
        .scored()
        .filter(each -> later.contains(each.origin()))
        .map(each -> each.prediction().getVersion())
        .collect(Collectors.toSet());
  }
}
