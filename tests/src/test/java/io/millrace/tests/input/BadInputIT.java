package io.millrace.tests.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.tests.input.ForeignRecords.NewSchema;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Oracle;
import io.millrace.tests.oracle.Outcome;
import io.millrace.tests.oracle.Outcome.DeadLettered;
import io.millrace.tests.oracle.Outcome.Scored;
import io.millrace.tests.oracle.Position;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.FlinkRest;
import io.millrace.tests.stack.FlinkRest.Subtask;
import io.millrace.tests.stack.RegistryGate.Mode;
import io.millrace.tests.stack.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes in, the job goes on, and says of each record what became of it. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

  private static final int PARTITION = 1;
  private static final byte[] KEY = "camera".getBytes(UTF_8);
  private static final List<Header> HEADERS =
      List.of(
          new RecordHeader("traceparent", "00-0af7-b7ad-01".getBytes(UTF_8)),
          new RecordHeader("no-value", null),
          new RecordHeader("traceparent", new byte[] {0, -1}));

  private final FashionMnist model = FashionMnist.read();
  private GatedStack millrace;

  @BeforeAll
  void versionIsInService(@TempDir Path folder) {
    millrace = GatedStack.open(folder, model);
  }

  @AfterEach
  void jobWasNeverStartedAgain() {
    assertThat(new FlinkRest(millrace.stack().flinkUrl()).subtasks())
        .isNotEmpty()
        .containsOnly(new Subtask("RUNNING", 0));
  }

  @AfterAll
  void nothingIsLostOrRepeatedInAll() {
    try (var ending = millrace) {
      Evidence evidence = ending.topics().read();
      assertThat(new Oracle(model.golden()).judge(evidence)).hasToString("clean");
    }
  }

  List<BadRecord> rows() {
    return BadRecords.of(millrace.images()).all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void badRecordIsDeadLetteredAsItCameAndTheNextImageIsScored(BadRecord bad) {
    Position at = millrace.images().send(PARTITION, KEY, bad.value(), HEADERS);
    Position next = good(PARTITION);

    var letter = (DeadLettered) outcome(at);
    assertThat(letter.code()).isEqualTo(bad.code());
    assertThat(letter.record().key()).isEqualTo(KEY);
    assertThat(letter.record().value()).isEqualTo(bad.value());
    assertThat(letter.record().partition()).isEqualTo(PARTITION);
    assertThat(letter.record().headers().toArray()).startsWith(HEADERS.toArray(Header[]::new));
    assertThat(outcome(next)).isInstanceOf(Scored.class);
  }

  @Test
  void k2UnknownSchemaIdIsAskedForThreeTimesAndNotForEveryRecord() {
    byte[] unknown = {0, 0x70, 0, 0, 1, 9};
    Position first = millrace.images().send(PARTITION, KEY, unknown, List.of());
    Position second = millrace.images().send(PARTITION, KEY, unknown, List.of());

    assertThat(outcome(first)).isInstanceOf(DeadLettered.class);
    assertThat(outcome(second)).isInstanceOf(DeadLettered.class);
    assertThat(millrace.gate().askedFor(0x70000001)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(names = "OPEN", mode = EnumSource.Mode.EXCLUDE)
  void k2RegistryThatIsDownPausesItsPartitionAndCondemnsNothing(Mode outage) {
    int known = (PARTITION + 1) % Stack.PARTITIONS; // read by the other subtask
    assertThat(outcome(good(known))).as("its schema is known").isInstanceOf(Scored.class);
    NewSchema fresh =
        new ForeignRecords(millrace.images().registry())
            .ofNewSchema("added_" + outage.name().toLowerCase(Locale.ROOT), model.image(7));
    millrace.gate().set(outage);
    Position unreadable = millrace.images().send(PARTITION, KEY, fresh.value(), List.of());
    Position behind = good(PARTITION);
    try {
      await("the job asks again and again").until(() -> millrace.gate().askedFor(fresh.id()) > 5);
      assertThat(outcome(good(known))).as("known schemas flow").isInstanceOf(Scored.class);
      Evidence meanwhile = millrace.topics().read();
      assertThat(meanwhile.outcomeOf(unreadable)).isEmpty();
      assertThat(meanwhile.outcomeOf(behind)).isEmpty();
    } finally {
      millrace.gate().set(Mode.OPEN);
    }
    assertThat(outcome(unreadable)).isInstanceOf(Scored.class);
    assertThat(outcome(behind)).isInstanceOf(Scored.class);
  }

  @Test
  void k10EventIdThatComesTwiceIsScoredTwice() {
    byte[] event = millrace.images().event(UUID.randomUUID(), model.image(3));
    Position first = millrace.images().send(PARTITION, KEY, event, List.of());
    Position second = millrace.images().send(PARTITION, KEY, event, List.of());

    var one = (Scored) outcome(first);
    var other = (Scored) outcome(second);
    assertThat(one.prediction().getImageId()).isEqualTo(other.prediction().getImageId());
    assertThat(one.prediction().getResult()).isEqualTo(other.prediction().getResult());
    assertThat(one.prediction().getOrigin()).isNotEqualTo(other.prediction().getOrigin());
  }

  @Test
  void k10NullKeyIsScored() {
    Position at =
        millrace.images().send(PARTITION, null, millrace.images().event(model.image(4)), List.of());
    assertThat(outcome(at)).isInstanceOf(Scored.class);
  }

  private Position good(int partition) {
    return millrace
        .images()
        .send(partition, KEY, millrace.images().event(model.image(0)), List.of());
  }

  private Outcome outcome(Position image) {
    return await("outcome of " + image)
        .until(() -> millrace.topics().read().outcomeOf(image), Optional::isPresent)
        .orElseThrow();
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(30));
  }
}
