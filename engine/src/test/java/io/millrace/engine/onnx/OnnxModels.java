package io.millrace.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * ONNX files made by the tests, field numbers as in onnx.proto: image [batch, 1, 4, 4] is flattened
 * and multiplied by weights [16, 2].
 */
public final class OnnxModels {

  private static final int FLOAT = 1;
  private static final int PIXELS = 16;
  private static final int CLASSES = 2;

  private long irVersion = 8;
  private long opset = 17;
  private long batch = -1;
  private String operator = "MatMul";
  private String domain = "";
  private Protobuf weights = weights(inline(1));

  private OnnxModels() {}

  /** Class 0 scores the sum of the pixels, class 1 scores 0. */
  public static OnnxModels sum() {
    return new OnnxModels();
  }

  /** A fixed batch axis. */
  public OnnxModels batch(long images) {
    batch = images;
    return this;
  }

  public OnnxModels weight(float value) {
    weights = weights(inline(value));
    return this;
  }

  OnnxModels irVersion(long version) {
    irVersion = version;
    return this;
  }

  OnnxModels opset(long version) {
    opset = version;
    return this;
  }

  OnnxModels operator(String inDomain, String name) {
    domain = inDomain;
    operator = name;
    return this;
  }

  OnnxModels externalWeights(String location) {
    Protobuf entry = new Protobuf().text(1, "location").text(2, location);
    weights = weights(new Protobuf().message(13, entry).number(14, 1));
    return this;
  }

  public byte[] toBytes() {
    Protobuf flatten = node("Flatten", "", "image", "flat");
    Protobuf multiply =
        new Protobuf().text(1, "flat").text(1, "w").text(2, "scores").text(4, operator);
    if (!domain.isEmpty()) {
      multiply.text(7, domain);
    }
    Protobuf graph =
        new Protobuf()
            .message(1, flatten)
            .message(1, multiply)
            .text(2, "g")
            .message(5, weights)
            .message(11, value("image", batch, 1, 4, 4))
            .message(12, value("scores", batch, CLASSES));
    Protobuf model = new Protobuf().number(1, irVersion).message(7, graph);
    model.message(8, new Protobuf().text(1, "").number(2, opset));
    if (!domain.isEmpty()) {
      model.message(8, new Protobuf().text(1, domain).number(2, 1));
    }
    return model.toBytes();
  }

  /** Weights [16, 2]: class 0 scores the sum, class 1 scores 0. */
  static Protobuf sumWeights() {
    return weights(inline(1));
  }

  private static Protobuf node(String operator, String domain, String input, String output) {
    return new Protobuf().text(1, input).text(2, output).text(4, operator).text(7, domain);
  }

  static Protobuf value(String name, long... shape) {
    Protobuf dimensions = new Protobuf();
    for (long side : shape) {
      Protobuf dimension =
          side < 0 ? new Protobuf().text(2, "batch") : new Protobuf().number(1, side);
      dimensions.message(1, dimension);
    }
    Protobuf tensor = new Protobuf().number(1, FLOAT).message(2, dimensions);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
  }

  /**
   * @param values the fields that hold the values or say where they are
   */
  private static Protobuf weights(Protobuf values) {
    return new Protobuf()
        .number(1, PIXELS)
        .number(1, CLASSES)
        .number(2, FLOAT)
        .text(8, "w")
        .append(values);
  }

  private static Protobuf inline(float value) {
    ByteBuffer raw =
        ByteBuffer.allocate(PIXELS * CLASSES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < PIXELS; i++) {
      raw.putFloat(value).putFloat(0);
    }
    return new Protobuf().bytes(9, raw.array());
  }
}
