package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.net.Net;
import io.millrace.cli.bench.report.Row;
import io.millrace.cli.bench.report.Spread;
import io.millrace.cli.bench.report.Turns;
import io.millrace.engine.image.Decoded;
import io.millrace.engine.image.ImageDecoder;
import io.millrace.engine.image.ImageLimits;
import io.millrace.engine.image.Slots;
import io.millrace.engine.model.InputSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * A JPEG to the 224 x 224 floats of a model: the engine's decoder against ImageIO, on one thread.
 */
record DecodeRows(InputSpec input, EngineSettings settings) implements Group {

  private static final int[][] SIZES = {{640, 480}, {1920, 1080}};
  private static final long LONGEST_NANOS = 60_000_000_000L;

  @Override
  public String title() {
    return "Decode and resize against ImageIO (ImageIO's time ÷ ours)";
  }

  @Override
  public List<Row> measure(Consumer<Row> done) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int[] size : SIZES) {
      Row row = measure("jpeg" + size[0] + "x" + size[1], Workload.photos(size[0], size[1]));
      done.accept(row);
      rows.add(row);
    }
    return rows;
  }

  /** One way to decode. */
  private interface Decode {
    void decode(ByteBuffer image) throws Exception;
  }

  private Row measure(String workload, List<ByteBuffer> photos) throws Exception {
    ByteBuffer target =
        ByteBuffer.allocateDirect(input.imageBytes()).order(ByteOrder.nativeOrder());
    FloatBuffer floats = target.asFloatBuffer();
    ImageIoDecoder imageIo = new ImageIoDecoder(Net.RESNET50.side());
    try (ImageDecoder decoder = new ImageDecoder(ImageLimits.defaults());
        Slots slots = new Slots(target, input, 1)) {
      Turns<Histogram> turns =
          Turns.take(
              settings.repetitions(),
              () -> time(photos, image -> check(decoder, image, slots)),
              () -> time(photos, image -> imageIo.decode(image, floats)));
      Spread ratio = turns.ratio(DecodeRows::median);
      return new Row(
          null,
          "decode_speedup",
          workload,
          new Spread(1 / ratio.median(), 1 / ratio.high(), 1 / ratio.low()),
          "ratio",
          null,
          new Row.Details(details("engine", turns.a()), details("imageio", turns.b())));
    }
  }

  private static void check(ImageDecoder decoder, ByteBuffer image, Slots slots) {
    if (!(decoder.decode(image, null, slots, 0) instanceof Decoded)) {
      throw new IllegalStateException("the engine refuses a picture of the bench");
    }
  }

  private Histogram time(List<ByteBuffer> photos, Decode how) throws Exception {
    Histogram nanos = new Histogram(LONGEST_NANOS, 3);
    long end = System.nanoTime() + (long) (settings.seconds() * 1e9);
    for (int i = 0; i < photos.size() || System.nanoTime() < end; i++) {
      long began = System.nanoTime();
      how.decode(photos.get(i % photos.size()));
      nanos.recordValue(System.nanoTime() - began);
    }
    return nanos;
  }

  private static double median(Histogram nanos) {
    return nanos.getValueAtPercentile(50);
  }

  private static Map<String, Object> details(String who, List<Histogram> rounds) {
    Histogram all = new Histogram(LONGEST_NANOS, 3);
    rounds.forEach(all::add);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("what", who);
    details.put("images", all.getTotalCount());
    details.put("p50_ms", all.getValueAtPercentile(50) / 1e6);
    details.put("p99_ms", all.getValueAtPercentile(99) / 1e6);
    details.put("mean_ms", all.getMean() / 1e6);
    return details;
  }
}
