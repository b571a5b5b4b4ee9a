package io.millrace.cli.bench.net;

import io.millrace.cli.bench.net.Layers.Values;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpecException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The nets, by the shape that they have. */
public enum Net {
  /** Three small layers on 28 x 28 grey pixels: the run is as short as the decoding. */
  CNN28(28, 1, 10, 32),
  /** Matrices of 40 MB on 28 x 28 grey pixels: where batches pay on a CPU. */
  MLP28(28, 1, 10, 32),
  MOBILENETV2(224, 3, 1000, 8),
  SQUEEZENET(224, 3, 1000, 8),
  RESNET50(224, 3, 1000, 4);

  static final String INPUT = "image";
  static final String OUTPUT = "scores";
  private static final long SEED = 20260101;
  private static final int HEAVY_BYTES = 100_000_000;
  private static final float LIGHT = 0.1f;

  private final int side;
  private final int channels;
  private final int classes;
  private final int maxBatch;

  Net(int side, int channels, int classes, int maxBatch) {
    this.side = side;
    this.channels = channels;
    this.classes = classes;
    this.maxBatch = maxBatch;
  }

  /** Pixels along each side of its input. */
  public int side() {
    return side;
  }

  public int channels() {
    return channels;
  }

  public int classes() {
    return classes;
  }

  /** The most images of a batch: more is no faster on a CPU. */
  public int maxBatch() {
    return maxBatch;
  }

  /** How reports call it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Writes the model below a folder, laid out as every model is, and reads it back. */
  public ModelBundle build(Path folder) throws IOException {
    return build(folder, 1, Twist.NONE);
  }

  /** The same, as one of several versions. */
  public ModelBundle build(Path folder, long version, Twist twist) throws IOException {
    Path directory =
        Files.createDirectories(folder.resolve(label()).resolve(String.valueOf(version)));
    Files.writeString(directory.resolve("model.json"), modelJson(version, twist));
    try (OutputStream file =
        new BufferedOutputStream(Files.newOutputStream(directory.resolve("model.onnx")))) {
      Layers layers = new Layers(SEED);
      layers.writeTo(file, twisted(layers, version, twist));
    }
    try {
      return ModelBundle.read(directory);
    } catch (ModelSpecException e) {
      throw new IllegalStateException("the bench wrote a model.json that cannot be read", e);
    }
  }

  private Values twisted(Layers layers, long version, Twist twist) {
    Values scores = putTogether(layers);
    return switch (twist) {
      case NONE, PERMUTED -> scores;
      case HEAVY -> layers.lookedUp(scores, HEAVY_BYTES / Float.BYTES / classes, version);
      case NAN_ON_LIGHT -> layers.nanAbove(scores, layers.input(channels, side), LIGHT);
      case SLOW -> layers.sum(layers.sum(scores, putTogether(layers)), putTogether(layers));
    };
  }

  private Values putTogether(Layers layers) {
    return switch (this) {
      case CNN28 -> Nets.cnn28(layers);
      case MLP28 -> Nets.mlp28(layers);
      case MOBILENETV2 -> Nets.mobileNetV2(layers);
      case SQUEEZENET -> Nets.squeezeNet(layers);
      case RESNET50 -> Nets.resNet50(layers);
    };
  }

  private String modelJson(long version, Twist twist) {
    String pixels =
        channels == 1
            ? "\"color\": \"grey\""
            : "\"color\": \"rgb\", \"mean\": [0.485, 0.456, 0.406], \"std\": [0.229, 0.224, 0.225]";
    return """
        {"model": "%s", "version": %d, "description": "random weights, for speed only",
         "input": {"name": "%s", "width": %d, "height": %d, %s},
         "output": {"kind": "classification", "name": "%s", "activation": "softmax", "topK": 5%s},
         "batch": {"max": %d}}
        """
        .formatted(label(), version, INPUT, side, side, pixels, OUTPUT, labels(twist), maxBatch);
  }

  /** Each class under the name of the next one, where the names are to be wrong. */
  private String labels(Twist twist) {
    return twist != Twist.PERMUTED
        ? ""
        : IntStream.range(0, classes)
            .mapToObj(i -> "\"%d\"".formatted((i + 1) % classes))
            .collect(Collectors.joining(", ", ", \"labels\": [", "]"));
  }
}
