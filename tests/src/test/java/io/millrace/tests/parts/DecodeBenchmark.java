package io.millrace.tests.parts;

import io.millrace.cli.bench.net.Net;
import io.millrace.cli.bench.picture.Photo;
import io.millrace.cli.bench.picture.Thumbnail;
import io.millrace.engine.image.DamageCheck;
import io.millrace.engine.image.Decoding;
import io.millrace.engine.image.ImageDecoder;
import io.millrace.engine.image.ImageLimits;
import io.millrace.engine.image.Slots;
import io.millrace.engine.model.InputSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
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

/** Gate, decode, resize, normalise into a slot. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeBenchmark {

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.defaults());
  private final ImageDecoder ofStructure =
      new ImageDecoder(ImageLimits.defaults().withDamageCheck(DamageCheck.STRUCTURE));
  private final Slots small = slots(Pictures.specOf(Net.CNN28));
  private final Slots large = slots(Pictures.specOf(Net.RESNET50));
  private ByteBuffer png = ByteBuffer.allocate(0);
  private ByteBuffer jpeg = ByteBuffer.allocate(0);

  private static Slots slots(InputSpec spec) {
    return new Slots(Pictures.direct(spec.imageBytes()), spec, 1);
  }

  @Setup
  public void paint() throws IOException {
    png = ByteBuffer.wrap(Thumbnail.png(1));
    jpeg = ByteBuffer.wrap(Photo.jpeg(640, 480, 1));
  }

  @Benchmark
  public Decoding png28() {
    return decoder.decode(png, null, small, 0);
  }

  @Benchmark
  public Decoding jpeg640() {
    return decoder.decode(jpeg, null, large, 0);
  }

  /** What is left where the codes are not followed. */
  @Benchmark
  public Decoding jpeg640OfStructure() {
    return ofStructure.decode(jpeg, null, large, 0);
  }

  @TearDown
  public void close() {
    small.close();
    large.close();
    decoder.close();
    ofStructure.close();
  }
}
