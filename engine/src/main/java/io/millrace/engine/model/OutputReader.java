package io.millrace.engine.model;

import io.millrace.engine.model.DetectionSpec.BoxOrder;
import io.millrace.engine.model.DetectionSpec.Coordinates;
import io.millrace.engine.model.DetectionSpec.Format;
import io.millrace.engine.model.OutputSpec.Activation;
import io.millrace.engine.model.OutputSpec.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the part {@code output} of {@code model.json}. */
final class OutputReader {

  private static final int MAX_CLASSES = 100_000;

  private final JsonFields json;

  private OutputReader(JsonFields json) {
    this.json = json;
  }

  static OutputSpec read(JsonFields json) {
    return new OutputReader(json).read();
  }

  private OutputSpec read() {
    Kind kind = json.choice("kind", Kind.class, null);
    List<String> labels = json.texts("labels");
    Format format =
        kind == Kind.DETECTION ? json.choice("format", Format.class, null) : Format.YOLOV8;
    OutputSpec output =
        new OutputSpec(
            kind,
            names(kind, format),
            activation(kind),
            topK(kind, labels),
            labels,
            kind == Kind.DETECTION ? detection(format) : null);
    json.end();
    return output;
  }

  private List<String> names(Kind kind, Format format) {
    return switch (kind) {
      case CLASSIFICATION, EMBEDDING -> List.of(json.text("name"));
      case TENSORS -> json.has("name") ? List.of(json.text("name")) : json.texts("names");
      case DETECTION ->
          format == Format.SSD
              ? List.of(json.text("boxes"), json.text("scores"))
              : List.of(json.text("name"));
    };
  }

  private Activation activation(Kind kind) {
    Activation activation = json.choice("activation", Activation.class, Activation.NONE);
    @Nullable Kind owner =
        switch (activation) {
          case SOFTMAX -> Kind.CLASSIFICATION;
          case L2 -> Kind.EMBEDDING;
          case NONE -> null;
        };
    if (owner != null && owner != kind) {
      json.problem(
          owner == Kind.EMBEDDING
              ? "output.activation l2 belongs to kind embedding"
              : "output.activation softmax belongs to kind classification");
    }
    return activation;
  }

  private int topK(Kind kind, List<String> labels) {
    if (kind != Kind.CLASSIFICATION) {
      return 0; // and end() says that the key is unknown here
    }
    int most = labels.isEmpty() ? 1000 : labels.size();
    return json.whole("topK", 1, most, Math.min(5, most));
  }

  private DetectionSpec detection(Format format) {
    boolean ssd = format == Format.SSD;
    Coordinates usual = ssd ? Coordinates.NORMALISED : Coordinates.PIXELS;
    return new DetectionSpec(
        format,
        ssd ? json.choice("boxOrder", BoxOrder.class, BoxOrder.XYXY) : BoxOrder.CXCYWH,
        json.choice("coordinates", Coordinates.class, usual),
        share("scoreThreshold", 0.25),
        share("iouThreshold", 0.45),
        json.whole("maxDetections", 1, 10_000, 100),
        ssd && json.has("background")
            ? (int) json.whole("background", 0, MAX_CLASSES)
            : DetectionSpec.NO_BACKGROUND);
  }

  private double share(String name, double otherwise) {
    double value = json.number(name, otherwise);
    if (value < 0 || value > 1) {
      json.problem("output." + name + " is not between 0 and 1");
    }
    return value;
  }
}
