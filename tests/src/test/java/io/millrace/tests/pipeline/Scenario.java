package io.millrace.tests.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.avro.Prediction;
import io.millrace.ingest.Image;
import io.millrace.ingest.ImagePublisher;
import io.millrace.ingest.PublisherOptions;
import io.millrace.schemas.PredictionReader;
import io.millrace.tests.input.BadRecord;
import io.millrace.tests.input.BadRecords;
import io.millrace.tests.input.RawImages;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Position;
import io.millrace.tests.oracle.TopicEvidence;
import io.millrace.tests.pipeline.Played.Broken;
import io.millrace.tests.pipeline.Played.Sent;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.FlinkRest;
import io.millrace.tests.stack.Operator;
import io.millrace.tests.stack.Stack;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.awaitility.Awaitility;

/**
 * Version 1 serves, images flow from several sources with broken records among them, version 2 is
 * rolled out meanwhile.
 */
final class Scenario {

  /** Images before the rollout begins, and after it has ended. */
  private static final int STRETCH = 150;

  /** Images in all, however short the rollout is. */
  private static final int LEAST = 400;

  private static final int SOURCES = 7;
  private static final int BROKEN_EVERY = 15;
  private static final Duration BETWEEN_IMAGES = Duration.ofMillis(3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Stack stack;
  private final FashionMnist model = FashionMnist.read();
  private final List<Sent> sent = new ArrayList<>();
  private final Map<Position, Broken> broken = new LinkedHashMap<>();

  private Scenario(Stack stack) {
    this.stack = stack;
  }

  /** Plays it from the beginning to the end. */
  static Played play(Stack stack) {
    return new Scenario(stack).play();
  }

  private Played play() {
    var operator = new Operator(stack.endpoints(), model.directory());
    operator.putInService(1);
    try (var publisher = ImagePublisher.create(stack.endpoints(), PublisherOptions.DEFAULT);
        var raw = new RawImages(stack.endpoints())) {
      stream(operator, publisher, raw);
    }
    Evidence evidence = settled();
    List<Prediction> read = new ArrayList<>();
    long repeats;
    try (var reader = new PredictionReader(stack.endpoints(), PredictionReader.From.START)) {
      while (!reader.isAtEnd()) {
        read.addAll(reader.poll(Duration.ofMillis(100)));
      }
      repeats = reader.repeats();
    }
    var subtasks = new FlinkRest(stack.flinkUrl()).subtasks();
    return new Played(model, sent, broken, evidence, read, repeats, subtasks);
  }

  private void stream(Operator operator, ImagePublisher publisher, RawImages raw) {
    Iterator<BadRecord> bad = BadRecords.of(raw).all().iterator();
    CompletableFuture<Void> rollout = CompletableFuture.completedFuture(null);
    int last = LEAST;
    for (int n = 0; n < last; n++) {
      if (n == STRETCH) {
        rollout =
            CompletableFuture.runAsync(
                () -> operator.putInService(2),
                body -> new Thread(body, "millrace-test-rollout").start());
      }
      if (n >= STRETCH && !rollout.isDone()) {
        last = Math.max(LEAST, n + STRETCH);
      }
      publish(n, publisher);
      if (n % BROKEN_EVERY == 0 && bad.hasNext()) {
        spoil(n, bad.next(), raw);
      }
      LockSupport.parkNanos(BETWEEN_IMAGES.toNanos());
    }
    rollout.join();
  }

  private void publish(int n, ImagePublisher publisher) {
    String source = "camera-" + n % SOURCES;
    String trace = "00-%032x-%016x-01".formatted(n + 1, n + 1);
    var image =
        new Image(
            source,
            ByteBuffer.wrap(model.image(n)),
            null,
            null,
            null,
            Map.of("n", String.valueOf(n)),
            List.of(new RecordHeader("traceparent", trace.getBytes(UTF_8))));
    var published = publisher.publish(image).join();
    Position at = new Position(published.partition(), published.offset());
    sent.add(new Sent(published.id(), source, at, trace));
  }

  private void spoil(int n, BadRecord bad, RawImages raw) {
    byte[] key = {(byte) n, 0, -1};
    List<Header> headers =
        List.of(
            new RecordHeader("traceparent", ("of-broken-" + n).getBytes(UTF_8)),
            new RecordHeader("bytes", new byte[] {0, -128, 127}));
    Position at = raw.send(n % Stack.PARTITIONS, key, bad.value(), headers);
    broken.put(at, new Broken(bad, key, headers));
  }

  private Evidence settled() {
    try (var topics = new TopicEvidence(stack.endpoints())) {
      Awaitility.await("every image has come out")
          .pollInSameThread()
          .atMost(PATIENCE)
          .until(() -> topics.read().isSettled());
      return topics.read();
    }
  }
}
