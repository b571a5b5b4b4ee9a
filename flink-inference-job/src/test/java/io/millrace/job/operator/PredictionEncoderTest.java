package io.millrace.job.operator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.Prediction;
import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.BatchTiming;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.job.log.RawHeader;
import io.millrace.job.log.RawRecord;
import io.millrace.job.serving.Scorer;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroEncoder;
import io.millrace.schemas.serde.ImageEnvelope;
import io.millrace.schemas.serde.Name;
import io.millrace.schemas.serde.RegistryServer;
import io.millrace.schemas.serde.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Byte for byte what Avro writes of a record with the same fields. */
class PredictionEncoderTest {

  private static final int PREDICTIONS = 5_000;
  private static final RawHeader[] NO_HEADERS = {};

  private final RegistryServer server = new RegistryServer();
  private final SchemaRegistry registry = new SchemaRegistry(server.url());

  @AfterEach
  void close() {
    registry.close();
    server.close();
  }

  @Test
  void bytesAreThoseOfAvrosWriter() throws Exception {
    var avro = new AvroEncoder<>(registry, Topics.PREDICTIONS.subject(), Prediction.class);
    var encoder = PredictionEncoder.await(registry);
    for (int seed = 0; seed < PREDICTIONS; seed++) {
      Random random = new Random(seed);
      RawRecord raw = new RawRecord(null, null, NO_HEADERS, 3, number(random), 0);
      ImageEnvelope envelope = envelope(random);
      Scorer scorer = scorer(random);
      Scored scored = scored(random);
      boolean again = random.nextInt(4) == 0;

      assertThat(encoder.encode(raw, envelope, scorer, scored, again))
          .as("seed %d", seed)
          .isEqualTo(avro.encode(ReferencePrediction.of(raw, envelope, scorer, scored, again)));
    }
  }

  private static ImageEnvelope envelope(Random random) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    ByteBuffer image = ByteBuffer.allocate(1);
    return new ImageEnvelope(id, Name.of(text(random)), number(random), null, null, image, null);
  }

  private static Scorer scorer(Random random) {
    return new Scorer(
        new VersionId("m-" + random.nextInt(9), random.nextInt(1 << 30) + 1),
        text(random),
        number(random),
        pick(random, Arm.values()));
  }

  private static Scored scored(Random random) {
    Set<String> flags = new LinkedHashSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      flags.add(text(random));
    }
    BatchTiming timing =
        new BatchTiming(
            number(random),
            number(random),
            number(random),
            number(random),
            random.nextInt(),
            pick(random, CloseReason.values()));
    return new Scored(output(random), timing, flags, text(random), text(random));
  }

  private static ModelOutput output(Random random) {
    return switch (random.nextInt(3)) {
      case 0 ->
          new ModelOutput.Classification(
              some(
                  random,
                  i ->
                      new ModelOutput.LabelScore(
                          random.nextInt(), text(random), Float.intBitsToFloat(random.nextInt()))));
      case 1 ->
          new ModelOutput.Detections(
              some(
                  random,
                  i ->
                      new ModelOutput.Box(
                          random.nextFloat(),
                          -random.nextFloat(),
                          Float.NaN,
                          Float.MAX_VALUE,
                          random.nextInt(),
                          text(random),
                          random.nextFloat())));
      default ->
          new ModelOutput.Tensors(
              some(
                  random,
                  i ->
                      new ModelOutput.NamedTensor(
                          text(random), some(random, n -> number(random)), "FP32", data(random))));
    };
  }

  /** With a beginning that is not the array's, as the engine's may have. */
  private static ByteBuffer data(Random random) {
    byte[] bytes = new byte[8 + random.nextInt(3_000)];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes).position(random.nextInt(8)).asReadOnlyBuffer();
  }

  private static <T> List<T> some(Random random, IntFunction<T> one) {
    return IntStream.range(0, random.nextInt(4)).mapToObj(one).toList();
  }

  /** Of every length that a number can have. */
  private static long number(Random random) {
    return random.nextLong() >> random.nextInt(64);
  }

  private static String text(Random random) {
    return pick(random, new String[] {"", "a", "Ärger", "日本", "😀", "\uD800", "x".repeat(2_000)});
  }

  private static <T> T pick(Random random, T[] of) {
    return requireNonNull(of[random.nextInt(of.length)]);
  }
}
