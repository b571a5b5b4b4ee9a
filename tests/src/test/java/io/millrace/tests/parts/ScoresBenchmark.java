package io.millrace.tests.parts;

import io.millrace.cli.bench.net.Net;
import io.millrace.engine.head.OriginalImage;
import io.millrace.engine.head.OutputHead;
import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.OutputSpec;
import io.millrace.engine.model.OutputSpec.Activation;
import io.millrace.engine.model.OutputSpec.Kind;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Softmax and the best five of a model's scores. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScoresBenchmark {

  @Param({"10", "1000"})
  private int classes = 10;

  private static final InputSpec INPUT = Pictures.specOf(Net.CNN28);
  private final OriginalImage original = OriginalImage.of(INPUT);
  private List<ByteBuffer> outputs = List.of();
  private OutputHead head = head(classes);

  private static OutputHead head(int classes) {
    var spec =
        new OutputSpec(
            Kind.CLASSIFICATION, List.of("scores"), Activation.SOFTMAX, 5, List.of(), null);
    var output = new TensorSpec("scores", ElementType.FP32, List.of(-1L, (long) classes));
    return OutputHead.of(spec, List.of(output), INPUT);
  }

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    ByteBuffer scores = Pictures.direct(classes * Float.BYTES);
    for (int i = 0; i < classes; i++) {
      scores.putFloat(i * Float.BYTES, (float) (10 * random.nextDouble()));
    }
    outputs = List.of(scores);
    head = head(classes);
  }

  @Benchmark
  public @Nullable ModelOutput softmaxTop5() {
    return head.read(outputs, 0, original);
  }
}
