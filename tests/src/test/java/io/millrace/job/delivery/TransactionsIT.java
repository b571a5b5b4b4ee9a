package io.millrace.job.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.delivery.Trace.Origins;
import io.millrace.schemas.TopicAdmin;
import io.millrace.schemas.Topics;
import io.millrace.tests.stack.EmbeddedStackBinding;
import io.millrace.tests.stack.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.flink.connector.kafka.sink.internal.KafkaCommitter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transactions on a real broker: given up, committed twice, left open, alive. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactionsIT {

  private static final String TOPIC = Topics.PREDICTIONS.name();
  private static final int PARTITION = 2;

  private EmbeddedStackBinding stack;
  private Admin admin;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stack = EmbeddedStackBinding.withoutPrograms(folder);
    admin = Admin.create(stack.endpoints().kafka());
    new TopicAdmin(admin, Stack.PARTITIONS).ensure();
  }

  @AfterAll
  void end() {
    admin.close();
    stack.close();
  }

  @Test
  void whatOtherTasksOfTheJobHaveLostIsKnown() throws Exception {
    lossReport("before").tell(Map.of(2, new Origins(1, 1_000)));
    lossReport("now").tell(Map.of(0, new Origins(5, 6)));
    lossReport("now").tell(Map.of(0, new Origins(3, 4))); // of its dead letters

    assertThat(lossReport("now").tell(Map.of(1, new Origins(7, 8))))
        .isEqualTo(Map.of(0, new Origins(3, 6), 1, new Origins(7, 8)));
  }

  @Test
  void transactionThatTheBrokerGaveUpEndsTheJobWithTheOffsetsThatAreLost() throws Exception {
    var failed = new SimpleCounter();
    try (var producer = producer("lost-predictions-0")) {
      KafkaCommittable transaction = write(producer, "lost-predictions-0", "lost");
      admin.fenceProducers(List.of("lost-predictions-0")).all().get();

      assertThatThrownBy(() -> commit(transaction, "lost", failed))
          .isInstanceOf(SuppressRestartsException.class)
          .hasRootCauseInstanceOf(ApiException.class)
          .cause()
          .hasMessageContaining("partition 2 offsets 7 to 9");
      assertThat(failed.getCount()).isEqualTo(1);
    }
  }

  @Test
  void transactionThatWasCommittedBeforeAndWhoseIdWasTakenAgainIsNoLoss() throws Exception {
    var failed = new SimpleCounter();
    String id = "again-predictions-0";
    try (var producer = producer(id)) {
      KafkaCommittable transaction = write(producer, id, "seen");
      producer.commitTransaction();
      try (var next = producer(id)) {
        write(next, id, "open"); // as the task has done that failed before its next checkpoint

        commit(transaction, "seen", failed);

        assertThat(failed.getCount()).isZero();
      }
    }
  }

  @Test
  void transactionThatOneRunLeftOpenKeepsNoNextOneFromStarting() throws Exception {
    try (var producer = producer("left-predictions-0")) {
      write(producer, "left-predictions-0", "left");

      assertThat(problems(Duration.ofMinutes(5), "left")).isEmpty();
    }
  }

  @Test
  void secondJobOfTheSameGroupIsRefusedWhileTheFirstCommits() throws Exception {
    String id = "twice-predictions-0";
    try (var producer = producer(id)) {
      write(producer, id, "first");
      Thread preflight = Thread.currentThread();
      Thread commits =
          new Thread(() -> commitDuring(preflight, producer), "millrace-test-first-job");
      commits.start();

      assertThat(problems(Duration.ofMinutes(5), "twice"))
          .singleElement()
          .asString()
          .contains("another job", "--group-id", id);
      commits.join();
    }
  }

  @Test
  void timeoutOverTheBrokersMaximumIsRefusedWithTheNumberToChange() {
    assertThat(problems(Duration.ofMinutes(16), "any"))
        .singleElement()
        .asString()
        .contains("--transaction-timeout is 16m", "at most 15m", "transaction.max.timeout.ms");
  }

  @Test
  void brokersThatDoNotAnswerAreNamed() {
    Map<String, Object> nobody =
        Map.of(
            "bootstrap.servers",
            "127.0.0.1:1",
            "default.api.timeout.ms",
            "1000",
            "request.timeout.ms",
            "900");

    assertThatThrownBy(() -> Preflight.problems(nobody, budget(Duration.ofMinutes(5)), Set.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("127.0.0.1:1");
  }

  /** Commits between two looks of the preflight; a commit before the first one proves nothing. */
  private static void commitDuring(Thread preflight, KafkaProducer<byte[], byte[]> producer) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .until(() -> preflight.getState() == Thread.State.TIMED_WAITING);
    producer.commitTransaction();
  }

  private List<String> problems(Duration timeout, String group) {
    return Preflight.problems(
        stack.endpoints().kafka(), budget(timeout), Set.of(group + "-" + TOPIC));
  }

  private static TransactionBudget budget(Duration timeout) {
    Duration second = Duration.ofSeconds(1);
    return new TransactionBudget(second, second, 0, second, timeout);
  }

  private LossReport lossReport(String job) {
    return new GroupLossReport(
        stack.endpoints().bootstrapServers(), "a-job", "images", job, Duration.ofMillis(100));
  }

  /** Writes into a new transaction, as a task does until its checkpoint. */
  private KafkaCommittable write(KafkaProducer<byte[], byte[]> producer, String id, String value)
      throws Exception {
    producer.beginTransaction();
    producer
        .send(new ProducerRecord<>(TOPIC, PARTITION, 1_000L, null, value.getBytes(UTF_8)))
        .get();
    var description = admin.describeTransactions(List.of(id)).description(id).get();
    return new KafkaCommittable(
        description.producerId(), (short) description.producerEpoch(), id, null);
  }

  private void commit(KafkaCommittable transaction, String value, SimpleCounter failed)
      throws Exception {
    String servers = stack.endpoints().bootstrapServers();
    Fingerprint last = Fingerprint.of(PARTITION, 1_000, null, value.getBytes(UTF_8));
    Trace trace = new Trace(last, Map.of(PARTITION, new Origins(7, 9)));
    LossReport report = lossReport("of-this-test");
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", servers);
    client.setProperty("key.serializer", ByteArraySerializer.class.getName());
    client.setProperty("value.serializer", ByteArraySerializer.class.getName());
    var kafka =
        new KafkaCommitter(
            client, transaction.getTransactionalId(), 0, 0, true, FlinkKafkaInternalProducer::new);
    try (var committer =
        new GuardedCommitter(kafka, new CommittedRecords(TOPIC, servers), report, failed)) {
      committer.commit(List.of(new Request(new GuardedCommittable(transaction, trace))));
    }
  }

  private KafkaProducer<byte[], byte[]> producer(String id) {
    Map<String, Object> config = new HashMap<>(stack.endpoints().kafka());
    config.put("transactional.id", id);
    var bytes = new ByteArraySerializer();
    var producer = new KafkaProducer<>(config, bytes, bytes);
    producer.initTransactions();
    return producer;
  }

  private record Request(GuardedCommittable committable, List<String> said)
      implements Committer.CommitRequest<GuardedCommittable> {

    Request(GuardedCommittable committable) {
      this(committable, new ArrayList<>());
    }

    @Override
    public GuardedCommittable getCommittable() {
      return committable;
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable cause) {
      said.add("failed");
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable cause) {
      throw new AssertionError("The commit failed for another reason.", cause);
    }

    @Override
    public void retryLater() {
      throw new AssertionError("Nothing is to be tried again.");
    }

    @Override
    public void updateAndRetryLater(GuardedCommittable updated) {
      retryLater();
    }

    @Override
    public void signalAlreadyCommitted() {
      said.add("already committed");
    }
  }
}
