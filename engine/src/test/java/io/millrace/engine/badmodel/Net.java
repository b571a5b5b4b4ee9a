package io.millrace.engine.badmodel;

import io.millrace.engine.onnx.Protobuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** An ONNX file in the making; begins as image [batch, 1, 4, 4] x weights [16, 2] = scores. */
final class Net {

  static final int FLOAT = 1;
  static final int INT64 = 7;

  long ir = 8;
  final List<Protobuf> opsets = new ArrayList<>(List.of(opset("", 17)));
  final List<Protobuf> nodes = new ArrayList<>();
  final List<Protobuf> initializers = new ArrayList<>();
  final List<Protobuf> inputs = new ArrayList<>(List.of(value("image", FLOAT, -1, 1, 4, 4)));
  final List<Protobuf> outputs = new ArrayList<>(List.of(value("scores", FLOAT, -1, 2)));
  final Protobuf model = new Protobuf();
  final Protobuf graph = new Protobuf();

  static Net sum() {
    return sum(1);
  }

  static Net sum(float weight) {
    Net net = new Net();
    net.nodes.add(node("Flatten", "", List.of("image"), "flat"));
    net.nodes.add(node("MatMul", "", List.of("flat", "w"), "scores"));
    net.initializers.add(tensor("w", FLOAT, 16, 2).bytes(9, floats(weight, 32)));
    return net;
  }

  Net add(Protobuf node) {
    nodes.add(node);
    return this;
  }

  Net constant(String name, long... values) {
    initializers.add(integers(name, values));
    return this;
  }

  /** With other weights. */
  Net weights(Protobuf tensor) {
    initializers.set(0, tensor);
    return this;
  }

  Net input(Protobuf value) {
    inputs.set(0, value);
    return this;
  }

  Net output(Protobuf value) {
    outputs.set(0, value);
    return this;
  }

  Net more(int field, Protobuf message) {
    model.message(field, message);
    return this;
  }

  byte[] bytes() {
    Protobuf whole = new Protobuf().text(2, "g");
    nodes.forEach(node -> whole.message(1, node));
    initializers.forEach(tensor -> whole.message(5, tensor));
    inputs.forEach(input -> whole.message(11, input));
    outputs.forEach(output -> whole.message(12, output));
    Protobuf file = new Protobuf();
    if (ir > 0) {
      file.number(1, ir);
    }
    file.message(7, whole.append(graph));
    opsets.forEach(opset -> file.message(8, opset));
    return file.append(model).toBytes();
  }

  static Protobuf opset(String domain, long version) {
    return new Protobuf().text(1, domain).number(2, version);
  }

  static Protobuf node(String operator, String domain, List<String> inputs, String output) {
    Protobuf node = new Protobuf();
    inputs.forEach(input -> node.text(1, input));
    return node.text(2, output).text(4, operator).text(7, domain);
  }

  static Protobuf tensor(String name, int type, long... dimensions) {
    Protobuf tensor = new Protobuf();
    for (long side : dimensions) {
      tensor.number(1, side);
    }
    return tensor.number(2, type).text(8, name);
  }

  static Protobuf integers(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      raw.putLong(value);
    }
    return tensor(name, INT64, values.length).bytes(9, raw.array());
  }

  static byte[] floats(float value, int count) {
    ByteBuffer raw = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      raw.putFloat(i % 2 == 0 ? value : 0);
    }
    return raw.array();
  }

  static Protobuf value(String name, int type, long... shape) {
    Protobuf sides = new Protobuf();
    for (long side : shape) {
      sides.message(
          1,
          side < 0
              ? new Protobuf().text(2, side == -1 ? "batch" : "other")
              : new Protobuf().number(1, side));
    }
    Protobuf tensor = new Protobuf().number(1, type).message(2, sides);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
  }

  /** An If whose branches are the graph. */
  static Protobuf branch(Protobuf graph) {
    Protobuf attribute = new Protobuf().text(1, "then_branch").message(6, graph).number(20, 5);
    return new Protobuf().text(1, "c").text(2, "o").text(4, "If").message(5, attribute);
  }

  static Protobuf function(String domain, String name, Protobuf... nodes) {
    Protobuf function = new Protobuf().text(1, name).text(4, "x").text(5, "y");
    for (Protobuf node : nodes) {
      function.message(7, node);
    }
    return function.message(9, opset("", 17)).text(10, domain);
  }

  static Protobuf external(String location) {
    Protobuf entry = new Protobuf().text(1, "location").text(2, location);
    return tensor("w", FLOAT, 16, 2).message(13, entry).number(14, 1);
  }
}
