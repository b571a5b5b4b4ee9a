package io.millrace.tests.parts;

import io.millrace.avro.Arm;
import io.millrace.avro.Classification;
import io.millrace.avro.CloseReason;
import io.millrace.avro.ImageEvent;
import io.millrace.avro.LabelScore;
import io.millrace.avro.Origin;
import io.millrace.avro.Prediction;
import io.millrace.avro.Timing;
import io.millrace.cli.bench.picture.Photo;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.AvroEncoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The envelope of an image of 110 KB in, a prediction of five labels out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AvroBenchmark {

  private final LocalRegistry server = new LocalRegistry();
  private final SchemaRegistry registry = new SchemaRegistry(server.url());
  private final AvroDecoder<ImageEvent> decoder = new AvroDecoder<>(registry, ImageEvent.class);
  private final AvroEncoder<Prediction> encoder =
      new AvroEncoder<>(registry, Topics.PREDICTIONS.subject(), Prediction.class);
  private final Prediction prediction = prediction();
  private byte[] event = {};

  @Setup
  public void encodeEvent() throws IOException {
    event =
        new AvroEncoder<>(registry, Topics.IMAGES.subject(), ImageEvent.class)
            .encode(
                ImageEvent.newBuilder()
                    .setId(new UUID(1, 2))
                    .setSource("camera-1")
                    .setCapturedAt(Instant.ofEpochMilli(1))
                    .setAttributes(Map.of("line", "3"))
                    .setMediaType("image/jpeg")
                    .setContent(ByteBuffer.wrap(Photo.jpeg(640, 480, 1)))
                    .build());
  }

  private static Prediction prediction() {
    List<LabelScore> labels =
        IntStream.range(0, 5).mapToObj(i -> new LabelScore(i, "label " + i, 0.2f)).toList();
    return Prediction.newBuilder()
        .setImageId(new UUID(1, 2))
        .setSource("camera-1")
        .setCapturedAt(Instant.ofEpochMilli(1))
        .setOrigin(new Origin(3, 4L))
        .setModel("resnet50")
        .setVersion(1)
        .setDigest("0".repeat(64))
        .setSequence(7)
        .setArm(Arm.STABLE)
        .setResult(new Classification(labels))
        .setTiming(new Timing(1L, 2L, 3L, 4L, 8, CloseReason.SIZE))
        .setProvider("cpu")
        .setPrecision("fp32")
        .setFlags(List.of())
        .build();
  }

  @Benchmark
  public ImageEvent decodeImageEvent() {
    return decoder.decode(event);
  }

  @Benchmark
  public byte[] encodePrediction() {
    return encoder.encode(prediction);
  }

  @TearDown
  public void close() {
    registry.close();
    server.close();
  }
}
