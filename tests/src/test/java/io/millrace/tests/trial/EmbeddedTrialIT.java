package io.millrace.tests.trial;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.ArmKey;
import io.millrace.avro.Candidate;
import io.millrace.avro.ImageEvent;
import io.millrace.avro.Prediction;
import io.millrace.ingest.Image;
import io.millrace.ingest.ImagePublisher;
import io.millrace.ingest.PublisherOptions;
import io.millrace.registry.client.ModelCommands;
import io.millrace.registry.client.RegistryView;
import io.millrace.registry.client.Terms;
import io.millrace.registry.client.UploadProgress;
import io.millrace.registry.client.VersionFiles;
import io.millrace.schemas.ArmHash;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topics;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Input;
import io.millrace.tests.oracle.Outcome.Scored;
import io.millrace.tests.oracle.Position;
import io.millrace.tests.oracle.TopicEvidence;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.EmbeddedStackBinding;
import io.millrace.tests.stack.FlinkRest;
import io.millrace.tests.stack.FlinkRest.Subtask;
import io.millrace.tests.stack.Operator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shadow, then a canary, then its promotion, while images flow. */
@Timeout(240)
class EmbeddedTrialIT {

  private static final int STRETCH = 300;
  private static final Duration BETWEEN_IMAGES = Duration.ofMillis(3);
  private static final Candidate SHADOW = new Candidate(2L, Arm.SHADOW, 1000, "a", ArmKey.IMAGE);
  private static final Candidate CANARY = new Candidate(2L, Arm.CANARY, 300, "b", ArmKey.IMAGE);

  @TempDir private Path folder;
  private final FashionMnist model = FashionMnist.read();

  @Test
  void trialsCostNoImageAndSayWhichVersionScored() throws Exception {
    try (var stack = EmbeddedStackBinding.open(folder.resolve("data"))) {
      Endpoints endpoints = stack.endpoints();
      new Operator(endpoints, model.directory()).putInService(1);
      publishVersion(endpoints, 2);
      var registry = new RegistryHand(endpoints, FashionMnist.MODEL);

      registry.put(1, null, SHADOW);
      long shadowFrom = registry.state().getSequence();
      publishImages(endpoints);
      assertShadows(endpoints, settled(endpoints));

      registry.put(1, null, CANARY);
      long canaryFrom = registry.state().getSequence();
      publishImages(endpoints);
      settled(endpoints);

      registry.put(2, 1L, null);
      publishImages(endpoints);
      Evidence all = settled(endpoints);

      assertEveryImageIsScoredOnceInOrder(all);
      assertThat(since(all, shadowFrom, canaryFrom))
          .hasSize(STRETCH)
          .allSatisfy(p -> assertScoredBy(p, 1, Arm.STABLE));
      assertThat(since(all, canaryFrom, registry.state().getSequence()))
          .hasSize(STRETCH)
          .allSatisfy(
              p -> {
                boolean inShare = ArmHash.isIn(CANARY, p.getImageId().toString(), p.getSource());
                assertScoredBy(p, inShare ? 2 : 1, inShare ? Arm.CANARY : Arm.STABLE);
              });
      assertThat(since(all, registry.state().getSequence(), Long.MAX_VALUE))
          .hasSize(STRETCH)
          .allSatisfy(p -> assertScoredBy(p, 2, Arm.STABLE));
      assertThat(new FlinkRest(stack.flinkUrl()).subtasks())
          .isNotEmpty()
          .containsOnly(new Subtask("RUNNING", 0));
    }
  }

  private void publishVersion(Endpoints endpoints, long version) throws InterruptedException {
    VersionFiles files = VersionFiles.in(model.directory().resolve(String.valueOf(version)));
    try (var commands = new ModelCommands(endpoints, "test");
        var view = new RegistryView(endpoints)) {
      var outcome =
          view.await(
              commands.publish(files, UploadProgress.SILENT, Terms.NONE),
              Duration.ofSeconds(60),
              event -> {});
      assertThat(outcome).isInstanceOf(io.millrace.registry.client.Outcome.Done.class);
    }
  }

  private void publishImages(Endpoints endpoints) {
    try (var publisher = ImagePublisher.create(endpoints, PublisherOptions.DEFAULT)) {
      for (int n = 0; n < STRETCH; n++) {
        var unused = publisher.publish(Image.of("camera-" + n % 7, model.image(n)));
        LockSupport.parkNanos(BETWEEN_IMAGES.toNanos()); // a load, so that there is time to spare
      }
    } // Closing waits, and throws if one did not reach the broker.
  }

  private static Evidence settled(Endpoints endpoints) {
    try (var topics = new TopicEvidence(endpoints)) {
      return Awaitility.await("every image has come out")
          .pollInSameThread()
          .atMost(Duration.ofSeconds(60))
          .until(topics::read, Evidence::isSettled);
    }
  }

  private void assertShadows(Endpoints endpoints, Evidence evidence) {
    Map<Position, ImageEvent> images =
        evidence.images().stream()
            .collect(Collectors.toMap(Input::at, image -> requireNonNull(image.event())));
    var golden = model.golden();
    try (var topic = new TopicTail<>(endpoints, Topics.SHADOW_PREDICTIONS, Prediction.class)) {
      Awaitility.await("a shadow has said something")
          .pollInSameThread()
          .until(() -> !topic.values().isEmpty());
      assertThat(topic.records()).noneMatch(record -> record.value() == null);
      assertThat(topic.values())
          .allSatisfy(
              p -> {
                assertScoredBy(p, 2, Arm.SHADOW);
                var image =
                    requireNonNull(
                        images.get(
                            new Position(p.getOrigin().getPartition(), p.getOrigin().getOffset())));
                assertThat(p.getImageId()).isEqualTo(image.getId());
                assertThat(golden.complaint(image, p)).isEmpty();
              });
      System.out.printf(
          "A shadow on every image scored %d of %d images.%n", topic.values().size(), STRETCH);
    }
  }

  private void assertEveryImageIsScoredOnceInOrder(Evidence evidence) {
    assertThat(evidence.deadLetters()).isEmpty();
    assertThat(evidence.scored().map(Scored::origin))
        .containsExactlyInAnyOrderElementsOf(evidence.images().stream().map(Input::at).toList());
    Map<Integer, Long> highest = new HashMap<>();
    assertThat(evidence.scored())
        .allSatisfy(
            scored -> {
              assertThat(scored.record().partition()).isEqualTo(scored.origin().partition());
              Long before = highest.put(scored.origin().partition(), scored.origin().offset());
              assertThat(scored.origin().offset()).isGreaterThan(before == null ? -1 : before);
            });
  }

  private static List<Prediction> since(Evidence evidence, long from, long until) {
    return evidence
        .scored()
        .map(Scored::prediction)
        .filter(p -> p.getSequence() >= from && p.getSequence() < until)
        .toList();
  }

  private void assertScoredBy(Prediction prediction, long version, Arm arm) {
    assertThat(prediction.getVersion()).isEqualTo(version);
    assertThat(prediction.getArm()).isEqualTo(arm);
    assertThat(prediction.getDigest()).isEqualTo(model.digest(version));
  }
}
