package io.millrace.engine.image;

import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.Interpolation;
import io.millrace.engine.model.InputSpec.Layout;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.model.InputSpec.Resize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Normalising 224 x 224 pixels into a slot, by layout and type; in the package of what it measures,
 * for nobody else may call that.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SlotWriteBenchmark {

  private static final int SIDE = 224;

  @Param({"NCHW", "NHWC"})
  private Layout layout = Layout.NCHW;

  @Param({"FLOAT32", "UINT8"})
  private PixelType type = PixelType.FLOAT32;

  private final PlaneScratch scratch = new PlaneScratch();
  private final Mat pixels = new Mat();
  private Slots slots = slots();

  @Setup
  public void lay() {
    slots.close();
    slots = slots();
    pixels.create(SIDE, SIDE, opencv_core.CV_8UC3);
  }

  private Slots slots() {
    InputSpec spec =
        new InputSpec(
            "image",
            layout,
            SIDE,
            SIDE,
            Resize.STRETCH,
            Interpolation.BILINEAR,
            ColorOrder.RGB,
            1.0 / 255,
            List.of(0.485, 0.456, 0.406),
            List.of(0.229, 0.224, 0.225),
            type);
    return new Slots(
        ByteBuffer.allocateDirect(spec.imageBytes()).order(ByteOrder.nativeOrder()), spec, 1);
  }

  @Benchmark
  public void write(Blackhole hole) {
    slots.write(0, pixels, scratch);
    hole.consume(slots);
  }

  @TearDown
  public void close() {
    slots.close();
    scratch.close();
    pixels.close();
  }
}
