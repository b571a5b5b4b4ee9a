package io.millrace.job.operator;

import io.millrace.avro.ImageEvent;
import io.millrace.avro.Prediction;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawHeader;
import io.millrace.job.log.RawRecord;
import io.millrace.job.operator.OperatorConfig.ColdStart;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.AvroEncoder;
import io.millrace.schemas.serde.RegistryServer;
import io.millrace.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** An operator on Flink's harness with everything around it real but Kafka. */
final class OperatorBench {

  static final int MAX_IN_FLIGHT = 8;
  private static final Path SAMPLES = Path.of("..", "models", "fashion-mnist", "samples");

  final TestServing serving = new TestServing();
  final OneInputStreamOperatorTestHarness<RawRecord, OutputRecord> harness;
  private final RegistryServer server = new RegistryServer();
  private final SchemaRegistry registry = new SchemaRegistry(server.url());
  private final AvroEncoder<ImageEvent> encoder =
      new AvroEncoder<>(registry, Topics.IMAGES.subject(), ImageEvent.class);
  private final AvroDecoder<Prediction> decoder = new AvroDecoder<>(registry, Prediction.class);
  private final List<Path> samples;
  private boolean opened;

  OperatorBench() throws Exception {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      samples = files.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
    serving.load(1);
    OperatorConfig config =
        new OperatorConfig(
            serving.source(),
            server.url(),
            TestServing.MODEL,
            "test-job",
            MAX_IN_FLIGHT,
            ColdStart.HOLD);
    harness = new OneInputStreamOperatorTestHarness<>(new InferenceOperatorFactory(config));
  }

  /** An operator that has never run before. */
  OperatorBench open() throws Exception {
    harness.open();
    opened = true;
    return this;
  }

  /** An operator that goes on from a checkpoint. */
  OperatorBench restore(OperatorSubtaskState state) throws Exception {
    harness.initializeState(state);
    harness.open();
    opened = true;
    return this;
  }

  /** The n-th sample as the record that a producer would have written. */
  RawRecord image(int n) throws IOException {
    return record(n, event(n, null, pixels(n)));
  }

  /** The n-th sample's file. */
  byte[] pixels(int n) throws IOException {
    return Files.readAllBytes(samples.get(n % samples.size()));
  }

  byte[] event(int n, @Nullable String model, byte[] image) {
    return event(n, "camera", model, image);
  }

  byte[] event(int n, String source, @Nullable String model, byte[] image) {
    return encoder.encode(
        ImageEvent.newBuilder()
            .setId(new UUID(0, n))
            .setSource(source)
            .setCapturedAt(Instant.ofEpochMilli(n))
            .setModel(model)
            .setAttributes(Map.of())
            .setMediaType("image/png")
            .setContent(ByteBuffer.wrap(image))
            .build());
  }

  static RawRecord record(int n, byte @Nullable [] value) {
    RawHeader[] headers = {new RawHeader("traceparent", text("trace-" + n))};
    return new RawRecord(text("camera"), value, headers, n % 3, n, 1_000 + n);
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void process(RawRecord record) throws Exception {
    harness.processElement(record, record.timestamp());
  }

  /** What the operator has emitted on its main output. */
  List<Prediction> predictions() {
    return harness.extractOutputValues().stream().map(out -> decoder.decode(out.value())).toList();
  }

  Prediction decode(OutputRecord output) {
    return decoder.decode(output.value());
  }

  /** Where a job reaches the schema registry of this bench. */
  String registryUrl() {
    return server.url();
  }

  List<OutputRecord> deadLetters() {
    return sideOutput(InferenceOperatorFactory.DEAD_LETTERS);
  }

  /** What was emitted aside: shadows' predictions and failures of versions on trial. */
  List<OutputRecord> aside() {
    return sideOutput(InferenceOperatorFactory.SHADOWS);
  }

  List<Prediction> shadowPredictions() {
    return aside().stream()
        .filter(out -> out.value() != null)
        .map(out -> decoder.decode(out.value()))
        .toList();
  }

  private List<OutputRecord> sideOutput(OutputTag<OutputRecord> tag) {
    var records = harness.getSideOutput(tag);
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }

  static String header(OutputRecord output, String name) {
    return Arrays.stream(output.headers())
        .filter(header -> header.key().equals(name))
        .map(RawHeader::value)
        .map(value -> new String(value, StandardCharsets.UTF_8))
        .findFirst()
        .orElse("");
  }

  /** Runs mails until the operator has emitted so many records. */
  void awaitOutputs(int count) throws Exception {
    await(() -> harness.getOutput().size() + deadLetters().size() >= count);
  }

  /** Runs mails until something is so. */
  void await(BooleanSupplier condition) throws Exception {
    var mailbox = harness.getTaskMailbox();
    while (!condition.getAsBoolean()) {
      mailbox.take(0).run();
    }
  }

  void close() throws Exception {
    serving.sessions.open();
    if (opened) {
      harness.close();
    }
    registry.close();
    server.close();
    serving.close();
  }
}
