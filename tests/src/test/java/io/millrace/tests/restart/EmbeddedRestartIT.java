package io.millrace.tests.restart;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.ModelState;
import io.millrace.avro.Prediction;
import io.millrace.registry.client.RegistryView;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.PredictionReader;
import io.millrace.schemas.Topics;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Fault;
import io.millrace.tests.oracle.Oracle;
import io.millrace.tests.oracle.Outcome.Scored;
import io.millrace.tests.oracle.Position;
import io.millrace.tests.oracle.Verdict;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.ChildStack;
import io.millrace.tests.stack.EmbeddedStackBinding;
import io.millrace.tests.stack.Operator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a restart on the same data directory keeps, and what it may repeat. */
@Timeout(240)
class EmbeddedRestartIT {

  private static final String GROUP = "millrace";

  @TempDir private Path folder;
  private final FashionMnist model = FashionMnist.read();
  private final Oracle oracle = new Oracle(model.golden());

  @Test
  void cleanRestartLosesNothingAndRepeatsNothing() {
    Path data = folder.resolve("data");
    ModelState before;
    try (var stack = EmbeddedStackBinding.open(data)) {
      new Operator(stack.endpoints(), model.directory()).putInService(1);
      var traffic = new Traffic(stack.endpoints(), model);
      traffic.publish(120);
      traffic.settled();
      before = state(stack.endpoints());
    }
    try (var stack = EmbeddedStackBinding.withoutPrograms(data)) {
      var traffic = new Traffic(stack.endpoints(), model);
      traffic.publish(120); // while neither job nor sync is there
      stack.startPrograms(stack.endpoints());
      Evidence evidence = traffic.settled();

      assertThat(oracle.judge(evidence)).hasToString("clean");
      assertThat(evidence.images()).hasSize(240);
      assertThat(state(stack.endpoints())).isEqualTo(before);
    }
  }

  @Test
  void killedProcessLosesNothingAndWhatItRepeatsIsRecognised() {
    Path data = folder.resolve("data");
    try (var doomed = ChildStack.up(data, folder.resolve("output"))) {
      new Operator(doomed.endpoints(), model.directory()).putInService(2);
      var traffic = new Traffic(doomed.endpoints(), model);
      traffic.publish(120);
      traffic.settled();
      awaitCheckpoint(doomed.endpoints());
      traffic.publish(1_500);
      traffic.await("the job is at work", topics -> topics.outcomes().size() > 200);
      doomed.kill();
    }
    try (var stack = EmbeddedStackBinding.withoutPrograms(data)) {
      var traffic = new Traffic(stack.endpoints(), model);
      Evidence left = traffic.await("what the killed one left", topics -> true);
      long rewound = behind(committed(stack.endpoints()), left);
      System.out.printf(
          "Killed when %d of %d images had come out; %d of them are to come again.%n",
          left.outcomes().size(), left.images().size(), rewound);
      stack.startPrograms(stack.endpoints());
      traffic.publish(60);
      Evidence evidence = traffic.settled();

      Verdict verdict = oracle.judge(evidence);
      assertThat(evidence.images()).hasSize(1_680);
      assertThat(verdict.faults()).as("%s", verdict).isSubsetOf(Fault.DUPLICATE);
      assertThat(verdict.count(Fault.DUPLICATE)).isEqualTo((int) rewound);
      assertReaderSeesEachOnce(stack.endpoints(), evidence);
    }
  }

  private static void assertReaderSeesEachOnce(Endpoints endpoints, Evidence evidence) {
    List<Position> read = new ArrayList<>();
    try (var reader = new PredictionReader(endpoints, PredictionReader.From.START)) {
      while (!reader.isAtEnd()) {
        reader.poll(Duration.ofMillis(100)).forEach(prediction -> read.add(origin(prediction)));
      }
      long repeats = evidence.scored().count() - read.size();
      assertThat(reader.repeats()).isEqualTo(repeats);
    }
    assertThat(read)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            evidence.scored().map(Scored::origin).collect(Collectors.toSet()));
  }

  private static Position origin(Prediction prediction) {
    var origin = prediction.getOrigin();
    return new Position(origin.getPartition(), origin.getOffset());
  }

  private static ModelState state(Endpoints endpoints) {
    try (var view = new RegistryView(endpoints)) {
      return requireNonNull(view.models().get(FashionMnist.MODEL));
    }
  }

  /** Every image that is there has been covered by a checkpoint. */
  private static void awaitCheckpoint(Endpoints endpoints) {
    Awaitility.await("offsets are committed")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> committed(endpoints).values().stream().mapToLong(Long::longValue).sum() >= 120);
  }

  private static Map<Integer, Long> committed(Endpoints endpoints) {
    try (var admin = Admin.create(endpoints.kafka())) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
      return offsets.entrySet().stream()
          .filter(entry -> entry.getKey().topic().equals(Topics.IMAGES.name()))
          .collect(
              Collectors.toMap(
                  entry -> entry.getKey().partition(), entry -> entry.getValue().offset()));
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new AssertionError("The committed offsets cannot be read.", e);
    }
  }

  /** Outcomes of images that the last checkpoint does not cover: they will come again. */
  private static long behind(Map<Integer, Long> committed, Evidence evidence) {
    return evidence
        .named()
        .filter(
            outcome ->
                outcome.origin().offset()
                    >= committed.getOrDefault(outcome.origin().partition(), 0L))
        .count();
  }
}
