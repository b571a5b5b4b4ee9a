package io.millrace.tests.reprocess;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.avro.ModelState;
import io.millrace.avro.Prediction;
import io.millrace.cli.reprocess.ReprocessCommand;
import io.millrace.cli.terminal.Console;
import io.millrace.ingest.Image;
import io.millrace.ingest.ImagePublisher;
import io.millrace.ingest.PublisherOptions;
import io.millrace.job.reprocess.ReprocessJob;
import io.millrace.registry.client.RegistryView;
import io.millrace.schemas.DeadLetter;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Input;
import io.millrace.tests.oracle.Position;
import io.millrace.tests.oracle.TopicEvidence;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.EmbeddedStackBinding;
import io.millrace.tests.stack.Operator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Version 1 serves; version 2 is only published, and scores the same log. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReprocessIT {

  private static final int IMAGES = 200;

  private final FashionMnist model = FashionMnist.read();
  private final StringWriter out = new StringWriter();
  private EmbeddedStackBinding stack;
  private Evidence live;
  private @Nullable Exception failure;

  @BeforeAll
  void serve(@TempDir Path folder) {
    stack = EmbeddedStackBinding.open(folder.resolve("data"));
    var operator = new Operator(stack.endpoints(), model.directory());
    operator.putInService(1);
    operator.publish(2);
    try (var publisher =
        ImagePublisher.create(stack.endpoints(), PublisherOptions.DEFAULT.asLenient())) {
      for (int n = 0; n < IMAGES; n++) {
        byte[] content = n % 40 == 7 ? new byte[] {1, 2, 3} : model.image(n);
        Image image = Image.of("camera-" + n % 9, content);
        var unused = publisher.publish(n % 50 == 11 ? image.forModel("another") : image);
      }
    }
    live = settled();
  }

  @AfterAll
  void close() {
    stack.close();
  }

  @Test
  void theWholeLogGoesThroughTheOtherVersionAndTheLiveOneSeesNothingOfIt() throws Exception {
    ModelState before = state();

    assertThat(reprocess("--pin=fashion-mnist=2", "--output=again")).as("%s", failure).isZero();

    OutputTopic again = new OutputTopic(stack.endpoints(), "again");
    Map<Position, Prediction> liveOnes = byOrigin(livePredictions());
    assertThat(again.predictions()).hasSameSizeAs(liveOnes.keySet());
    for (Prediction prediction : again.predictions()) {
      Prediction served = requireNonNull(liveOnes.get(OutputTopic.origin(prediction)));
      assertThat(prediction.getVersion()).isEqualTo(2);
      assertThat(prediction.getDigest()).isEqualTo(model.digest(2));
      assertThat(prediction.getImageId()).isEqualTo(served.getImageId());
    }
    again.records().forEach(record -> assertThat(record.partition()).isBetween(0, 3));
    assertEachPartitionIsInOrder(again);
    assertThat(codes("again-dead-letters")).hasSize(5).containsOnly("NOT_IMAGE");
    assertThat(out.toString())
        .contains("Scored by fashion-mnist/2: 191 predictions in again, 5 dead letters")
        .contains("images of other models passed over: 4");
    assertThat(settled().outcomes()).hasSameSizeAs(live.outcomes());
    assertThat(state()).isEqualTo(before);
    try (Admin admin = Admin.create(stack.endpoints().kafka())) {
      assertThat(
              admin
                  .listConsumerGroupOffsets("reprocess-again")
                  .partitionsToOffsetAndMetadata()
                  .get())
          .isEmpty();
    }
  }

  @Test
  void aPartOfTheLogIsReadFromItsFirstOffsetToBeforeItsLast() {
    int exit =
        reprocess(
            "--pin=fashion-mnist=2",
            "--output=part",
            "--delivery=exactly-once",
            "--from=0:3,1:0",
            "--to=0:9,1:5");

    assertThat(exit).as("%s", failure).isZero();
    List<Position> expected =
        byOrigin(livePredictions()).keySet().stream()
            .filter(
                origin ->
                    (origin.partition() == 0 && origin.offset() >= 3 && origin.offset() < 9)
                        || (origin.partition() == 1 && origin.offset() < 5))
            .toList();
    OutputTopic part = new OutputTopic(stack.endpoints(), "part");
    assertThat(part.origins()).isNotEmpty().containsExactlyInAnyOrderElementsOf(expected);
    assertEachPartitionIsInOrder(part);
  }

  @Test
  void aPartOfTheLogIsReadFromOneTimeToBeforeAnother() {
    List<Instant> times =
        live.images().stream()
            .map(image -> Instant.ofEpochMilli(image.record().timestamp()))
            .sorted()
            .toList();
    Instant from = times.get(IMAGES / 4);
    Instant to = times.get(IMAGES / 4 * 3);
    assertThat(from).isBefore(to);

    int exit = reprocess("--pin=fashion-mnist=2", "--output=hour", "--from=" + from, "--to=" + to);

    assertThat(exit).as("%s", failure).isZero();
    Set<Position> between =
        live.images().stream()
            .filter(image -> image.record().timestamp() >= from.toEpochMilli())
            .filter(image -> image.record().timestamp() < to.toEpochMilli())
            .map(Input::at)
            .collect(Collectors.toSet());
    List<Position> expected =
        byOrigin(livePredictions()).keySet().stream().filter(between::contains).toList();
    assertThat(new OutputTopic(stack.endpoints(), "hour").origins())
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void exactlyOnceIsCheckedAsThatOfTheJobIs() throws Exception {
    assertThat(
            reprocess(
                "--pin=fashion-mnist=2",
                "--output=refused",
                "--delivery=exactly-once",
                "--checkpoint-timeout=10m"))
        .isEqualTo(9);
    assertThat(String.valueOf(failure)).contains("--transaction-timeout is 15m");

    List<String> longer =
        List.of(
            "--bootstrap-servers=" + stack.endpoints().bootstrapServers(),
            "--schema-registry=" + stack.endpoints().registryUrl(),
            "--default-model=fashion-mnist",
            "--pin=fashion-mnist=2",
            "--output=refused",
            "--delivery=exactly-once",
            "--transaction-timeout=20m");
    assertThatThrownBy(() -> ReprocessJob.prepare(longer, new Configuration()))
        .hasMessageContaining("the brokers allow at most 15m");
    try (Admin admin = Admin.create(stack.endpoints().kafka())) {
      assertThat(admin.listTopics().names().get()).doesNotContain("refused");
    }
  }

  @Test
  void everythingThatDoesNotFitIsSaidAtOnceAndNothingIsMade() throws Exception {
    assertThat(
            reprocess(
                "--pin=fashion-mnist",
                "--output=images",
                "--from=yesterday",
                "--to=0:1,0:2",
                "--into-predictions"))
        .isEqualTo(9);
    assertThat(String.valueOf(failure))
        .contains("--pin 'fashion-mnist' is no MODEL=VERSION")
        .contains("--output images is a topic of Millrace's own")
        .contains("--from: 'yesterday' is neither earliest, latest, a time")
        .contains("--to: partition 0 is named twice")
        .contains("--into-predictions goes with --output predictions only");

    assertThat(reprocess("--pin=fashion-mnist=9", "--output=never", "--from=7:1", "--to=0:999999"))
        .isEqualTo(9);
    assertThat(String.valueOf(failure))
        .contains("--pin: the model fashion-mnist has no version 9; it has 1, 2")
        .contains(
            "--from and --to must name the same partitions, and only one of them names [0, 7]")
        .contains("--from names partition 7, and images has the partitions [0, 1, 2, 3]")
        .contains("--to 0:999999: the partition ends at ");

    assertThat(reprocess("--pin=fashion-mnist=2", "--output=predictions")).isEqualTo(9);
    assertThat(String.valueOf(failure)).contains("--into-predictions");

    assertThat(
            reprocess(
                "--pin=fashion-mnist=2", "--output=never", "--from=2999-01-01T00:00:00+01:00"))
        .isEqualTo(9);
    assertThat(String.valueOf(failure)).contains("there is no image between --from and --to");
    try (Admin admin = Admin.create(stack.endpoints().kafka())) {
      assertThat(admin.listTopics().names().get()).doesNotContain("never", "never-dead-letters");
    }
  }

  @Test
  void aVersionThatIsNotFitToServeEndsTheJob(@TempDir Path folder) throws Exception {
    Path unfit = Files.createDirectories(folder.resolve("3"));
    copy(model.directory().resolve("2"), unfit);
    Path manifest = unfit.resolve("model.json");
    String json = Files.readString(manifest);
    Files.writeString(
        manifest, json.replace("\"version\": 2", "\"version\": 3").replace("0.989437567", "0.123"));
    new Operator(stack.endpoints(), folder).publish(3);

    assertThat(reprocess("--pin=fashion-mnist=3", "--output=unfit")).isEqualTo(9);

    assertThat(String.valueOf(failure)).contains("fashion-mnist/3 cannot be served: CANARY");
    assertThat(new OutputTopic(stack.endpoints(), "unfit").records()).isEmpty();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      List<Path> entries = tree.filter(Files::isRegularFile).toList();
      for (Path entry : entries) {
        Path copy = to.resolve(from.relativize(entry).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(entry, copy);
      }
    }
  }

  private int reprocess(String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("--bootstrap-servers=" + stack.endpoints().bootstrapServers());
    arguments.add("--schema-registry=" + stack.endpoints().registryUrl());
    var console = new Console(new PrintWriter(out, true), new PrintWriter(out, true));
    failure = null;
    return new CommandLine(new ReprocessCommand(console))
        .setExecutionExceptionHandler(
            (problem, command, parsed) -> {
              failure = problem;
              return 9;
            })
        .execute(arguments.toArray(String[]::new));
  }

  private List<Prediction> livePredictions() {
    return new OutputTopic(stack.endpoints(), "predictions").predictions();
  }

  private static Map<Position, Prediction> byOrigin(List<Prediction> predictions) {
    return predictions.stream()
        .collect(
            Collectors.toMap(
                OutputTopic::origin,
                prediction -> prediction,
                (first, repeat) -> first,
                () ->
                    new TreeMap<>(
                        Comparator.comparingInt(Position::partition)
                            .thenComparingLong(Position::offset))));
  }

  private static void assertEachPartitionIsInOrder(OutputTopic topic) {
    Map<Integer, List<Position>> byPartition =
        topic.origins().stream().collect(Collectors.groupingBy(Position::partition));
    byPartition
        .values()
        .forEach(
            origins ->
                assertThat(origins).isSortedAccordingTo(Comparator.comparing(Position::offset)));
  }

  private List<String> codes(String topic) {
    return new OutputTopic(stack.endpoints(), topic)
        .records().stream().map(record -> TopicEvidence.header(record, DeadLetter.CODE)).toList();
  }

  private ModelState state() {
    try (var view = new RegistryView(stack.endpoints())) {
      return requireNonNull(view.models().get(FashionMnist.MODEL));
    }
  }

  private Evidence settled() {
    try (var topics = new TopicEvidence(stack.endpoints())) {
      return Awaitility.await("every image has come out")
          .pollInSameThread()
          .atMost(Duration.ofSeconds(60))
          .until(topics::read, Evidence::isSettled);
    }
  }
}
