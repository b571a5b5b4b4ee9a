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
    Path directory = Files.createDirectories(folder.resolve(label()).resolve("1"));
    Files.writeString(directory.resolve("model.json"), modelJson());
    try (OutputStream file =
        new BufferedOutputStream(Files.newOutputStream(directory.resolve("model.onnx")))) {
      Layers layers = new Layers(SEED);
      layers.writeTo(file, putTogether(layers));
    }
    try {
      return ModelBundle.read(directory);
    } catch (ModelSpecException e) {
      throw new IllegalStateException("the bench wrote a model.json that cannot be read", e);
    }
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

  private String modelJson() {
    String pixels =
        channels == 1
            ? "\"color\": \"grey\""
            : "\"color\": \"rgb\", \"mean\": [0.485, 0.456, 0.406], \"std\": [0.229, 0.224, 0.225]";
    return """
        {"model": "%s", "version": 1, "description": "random weights, for speed only",
         "input": {"name": "%s", "width": %d, "height": %d, %s},
         "output": {"kind": "classification", "name": "%s", "activation": "softmax", "topK": 5},
         "batch": {"max": %d}}
        """
        .formatted(label(), INPUT, side, side, pixels, OUTPUT, maxBatch);
  }
}
