package io.millrace.engine.model;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.Interpolation;
import io.millrace.engine.model.InputSpec.Layout;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.model.InputSpec.Resize;
import io.millrace.engine.model.ModelSpec.Example;
import io.millrace.engine.model.ModelSpec.Golden;
import io.millrace.engine.model.ModelSpec.Precision;
import io.millrace.engine.model.OutputSpec.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code model.json}; the defaults of what may be left out stand here. */
final class SpecReader {

  private static final int MAX_SIDE = 4096;
  private static final int MAX_BATCH = 1024;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final List<String> problems = new ArrayList<>();

  private SpecReader() {}

  static ModelSpec read(byte[] json) throws ModelSpecException {
    JsonNode tree;
    try {
      tree = JSON.readTree(json);
    } catch (IOException e) {
      throw new ModelSpecException(List.of("not JSON: " + e.getMessage()));
    }
    SpecReader reader = new SpecReader();
    JsonFields root = new JsonFields(tree, "", reader.problems);
    String model = root.text("model");
    long version = root.whole("version", 1, Long.MAX_VALUE);
    String description = root.text("description", "");
    String license = root.text("license", "");
    InputSpec input = reader.input(root.object("input"));
    OutputSpec output = OutputReader.read(root.object("output"));
    int maxBatch = reader.maxBatch(root.object("batch"));
    Golden golden = reader.golden(root.object("golden"), output);
    Precision precision = reader.precision(root.object("precision"));
    root.end();
    if (!reader.problems.isEmpty()) {
      throw new ModelSpecException(reader.problems);
    }
    VersionId id = new VersionId(model, version);
    return new ModelSpec(id, description, license, input, output, maxBatch, golden, precision);
  }

  private InputSpec input(JsonFields json) {
    ColorOrder color = json.choice("color", ColorOrder.class, ColorOrder.RGB);
    PixelType type = json.choice("type", PixelType.class, PixelType.FLOAT32);
    boolean normalises = json.has("scale") || json.has("mean") || json.has("std");
    if (type == PixelType.UINT8 && normalises) {
      json.problem("input.type uint8 passes pixels as they are: leave out scale, mean and std");
    }
    InputSpec input =
        new InputSpec(
            json.text("name"),
            json.choice("layout", Layout.class, Layout.NCHW),
            (int) json.whole("width", 1, MAX_SIDE),
            (int) json.whole("height", 1, MAX_SIDE),
            json.choice("resize", Resize.class, Resize.STRETCH),
            json.choice("interpolation", Interpolation.class, Interpolation.BILINEAR),
            color,
            json.number("scale", type == PixelType.UINT8 ? 1 : 1.0 / 255),
            json.perChannel("mean", color.channels(), 0),
            json.perChannel("std", color.channels(), 1),
            type);
    if (input.std().contains(0.0)) {
      json.problem("input.std holds a 0");
    }
    json.end();
    return input;
  }

  private int maxBatch(JsonFields json) {
    int max = json.whole("max", 1, MAX_BATCH, 32);
    json.end();
    return max;
  }

  private Golden golden(JsonFields json, OutputSpec output) {
    double tolerance = json.number("tolerance", 1e-4);
    if (tolerance < 0 || tolerance > 1) {
      json.problem("golden.tolerance is not between 0 and 1");
    }
    List<Example> examples = new ArrayList<>();
    for (JsonFields example : json.objects("examples")) {
      String image = example.text("image");
      String label = example.text("label");
      examples.add(new Example(image, label, example.number("score", 0)));
      if (!output.labels().isEmpty() && !output.labels().contains(label)) {
        json.problem("golden example '" + image + "' has the unknown label '" + label + "'");
      }
      if (image.startsWith("/") || image.contains("..") || image.contains("\\")) {
        json.problem("golden example '" + image + "' is not below the model's directory");
      }
      example.end();
    }
    boolean labelled = output.kind() == Kind.CLASSIFICATION || output.kind() == Kind.DETECTION;
    if (!examples.isEmpty() && !labelled) {
      json.problem("golden examples belong to output.kind classification or detection");
    }
    json.end();
    return new Golden(tolerance, examples);
  }

  private Precision precision(JsonFields json) {
    String type = json.text("type", "fp32");
    if (!List.of("fp32", "fp16", "int8").contains(type)) {
      json.problem("precision.type is '" + type + "', not one of fp32, fp16, int8");
    }
    Precision precision = new Precision(type, json.text("origin", ""));
    json.end();
    return precision;
  }
}
