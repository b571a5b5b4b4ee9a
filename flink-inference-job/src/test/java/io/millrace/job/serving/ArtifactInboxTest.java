package io.millrace.job.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.millrace.avro.ArtifactRef;
import io.millrace.avro.Signature;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.engine.model.VersionId;
import io.millrace.job.serving.ArtifactInbox.Arrival;
import io.millrace.job.serving.ArtifactInbox.Patience;
import io.millrace.job.serving.HostedModels.VersionToLoad;
import io.millrace.schemas.artifact.ArtifactParts;
import io.millrace.schemas.artifact.PartLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files come to the disk, or it is said why not: rows F19 and F20 up to the load. */
class ArtifactInboxTest {

  private static final byte[] CONTENT = {1, 2, 3};
  private static final Patience SHORT =
      new Patience(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(60));

  private final Map<String, byte[]> topic = new ConcurrentHashMap<>();
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final Path root;
  private final ArtifactInbox inbox;
  private volatile boolean brokerDown;

  ArtifactInboxTest(@TempDir Path root) {
    this.root = root;
    this.inbox =
        new ArtifactInbox(
            new WorkDirectory(root), new VersionFetch(this::open), v -> null, arrivals::add, SHORT);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void aVersionComesToTheDisk() throws Exception {
    publish(CONTENT);
    inbox.await(version(ref("model.onnx", CONTENT)));

    Arrival.Complete arrival = (Arrival.Complete) next();
    assertThat(arrival.directory().resolve("model.onnx")).hasBinaryContent(CONTENT);
    assertThat(arrival.directory().resolve("model.json")).hasContent("{}");
  }

  @Test
  void filesThatComeLaterAreFound() {
    inbox.await(version(ref("model.onnx", CONTENT)));
    await().until(() -> opened.get() >= 2);
    assertThat(arrivals).noneMatch(Arrival.Complete.class::isInstance);

    publish(CONTENT);
    await().until(() -> arrivals.stream().anyMatch(Arrival.Complete.class::isInstance));
  }

  @Test
  void aVersionWhoseFilesDoNotComeIsRefusedOnceAndStillTriedOn() throws Exception {
    inbox.await(version(ref("model.onnx", CONTENT)));

    assertThat(((Arrival.Refused) next()).code()).isEqualTo("MISSING");
    int tries = opened.get();
    await().until(() -> opened.get() > tries + 2);
    assertThat(arrivals).hasSize(1);

    publish(CONTENT);
    await().until(() -> arrivals.size() == 2);
    assertThat(arrivals.get(1)).isInstanceOf(Arrival.Complete.class);
    try (Stream<Path> left = Files.list(root.resolve("m"))) {
      assertThat(left).as("attempts that failed leave nothing").hasSize(1);
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsTriedAgain() {
    brokerDown = true;
    publish(CONTENT);
    inbox.await(version(ref("model.onnx", CONTENT)));
    assertThat(((Arrival.Refused) next()).code()).isEqualTo("UNREACHABLE");

    brokerDown = false;
    await().until(() -> arrivals.size() == 2);
    assertThat(arrivals.get(1)).isInstanceOf(Arrival.Complete.class);
  }

  @Test
  void m2BytesOfAnotherFileAreRefusedAtOnce() {
    ArtifactRef ref = ref("model.onnx", CONTENT);
    topic.put(ArtifactParts.key(ref.getSha256(), 0), ArtifactParts.compress(new byte[] {4, 5, 6}));
    inbox.await(version(ref));

    assertThat(((Arrival.Refused) next()).code()).isEqualTo("DIGEST");
  }

  @Test
  void m7APathThatLeadsOutOfTheVersionIsRefused() {
    publish(CONTENT);
    inbox.await(version(ref("../../../escape", CONTENT)));

    assertThat(((Arrival.Refused) next()).code()).isEqualTo("EXTERNAL_DATA");
    assertThat(root.resolveSibling("escape")).doesNotExist();
  }

  @Test
  void f20ADiskThatCannotBeWrittenIsThisHostsFault() throws Exception {
    publish(CONTENT);
    Files.writeString(root.resolve("m"), "a file where a folder should be");
    inbox.await(version(ref("model.onnx", CONTENT)));

    Arrival.Refused refused = (Arrival.Refused) next();
    assertThat(refused.code()).isEqualTo("HOST");
    assertThat(refused.reason()).contains(root.toString());
  }

  @Test
  void f19AServerThatHasNothingAtFirstIsAskedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            int status = asked.incrementAndGet() < 3 ? 404 : 200;
            exchange.sendResponseHeaders(status, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
          }
        });
    server.start();
    try {
      String location = "http://localhost:" + server.getAddress().getPort() + "/model.onnx";
      String digest = ArtifactParts.sha256(CONTENT);
      inbox.await(version(new ArtifactRef("model.onnx", digest, 3L, 0, location)));

      await().until(() -> arrivals.stream().anyMatch(Arrival.Complete.class::isInstance));
      assertThat(asked).hasValue(3);
      assertThat(opened).as("the topic is not read for it").hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aVersionThatIsNotWantedAnyMoreIsNotTriedAnyMore() {
    VersionToLoad version = version(ref("model.onnx", CONTENT));
    inbox.await(version);
    await().until(() -> opened.get() >= 1);
    inbox.forget(version.id());
    int tries = opened.get();
    await().during(Duration.ofMillis(100)).until(() -> opened.get() <= tries + 1);
    assertThat(arrivals).noneMatch(Arrival.Complete.class::isInstance);
  }

  @Test
  void whoIsTurnedAwayIsNotFetched() {
    VersionToLoad version = version(ref("model.onnx", CONTENT));
    try (ArtifactInbox guarded =
        new ArtifactInbox(
            new WorkDirectory(root),
            new VersionFetch(this::open),
            v -> new Arrival.Refused(v, "SIGNATURE", "nobody signed it"),
            arrivals::add,
            SHORT)) {
      guarded.await(version);
      assertThat(((Arrival.Refused) next()).code()).isEqualTo("SIGNATURE");
    }
    assertThat(opened).hasValue(0);
  }

  private Arrival next() {
    await().until(() -> !arrivals.isEmpty());
    return arrivals.get(0);
  }

  private void publish(byte[] content) {
    topic.put(ArtifactParts.key(ArtifactParts.sha256(content), 0), ArtifactParts.compress(content));
  }

  private PartLog open() {
    opened.incrementAndGet();
    if (brokerDown) {
      throw new TimeoutException("the broker does not answer");
    }
    return new Snapshot(List.copyOf(topic.entrySet()));
  }

  private record Snapshot(List<Map.Entry<String, byte[]>> records) implements PartLog {
    @Override
    public long beginning() {
      return 0;
    }

    @Override
    public long end() {
      return records.size();
    }

    @Override
    public void read(long from, long to, Sink sink) throws IOException {
      for (Map.Entry<String, byte[]> record : records.subList((int) from, (int) to)) {
        sink.record(record.getKey(), record.getValue());
      }
    }

    @Override
    public void close() {}
  }

  private static ArtifactRef ref(String path, byte[] content) {
    return new ArtifactRef(path, ArtifactParts.sha256(content), (long) content.length, 1, null);
  }

  static VersionToLoad version(ArtifactRef ref) {
    return version(ref, null);
  }

  static VersionToLoad version(ArtifactRef ref, @Nullable Signature signature) {
    return version(ref, ref.getSha256(), signature);
  }

  static VersionToLoad version(ArtifactRef ref, String digest, @Nullable Signature signature) {
    return new VersionToLoad(
        new VersionId("m", 1),
        new VersionState(
            1L,
            digest,
            VersionStatus.STAGING,
            null,
            Instant.EPOCH,
            "test",
            "{}",
            List.of(ref),
            signature),
        1,
        false);
  }
}
