package io.millrace.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A model that never ends on bright images: image [batch, 1, 4, 4] is flattened and multiplied by
 * weights as in {@link OnnxModels}, and what comes out goes through a loop that changes nothing,
 * 10^12 times for each step that the brightest pixel is above 200.
 */
public final class LoopingModel {

  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int BOOL = 9;
  private static final int ANY = -1;

  private LoopingModel() {}

  public static byte[] toBytes() {
    Protobuf graph =
        new Protobuf()
            .message(1, node("Flatten", "flat", "image"))
            .message(1, node("MatMul", "sums", "flat", "w"))
            .message(1, node("ReduceMax", "brightest", "image").message(5, keepNoAxis()))
            .message(1, node("Sub", "above", "brightest", "limit"))
            .message(1, node("Relu", "steps", "above"))
            .message(1, node("Mul", "times", "steps", "many"))
            .message(1, node("Cast", "trips", "times").message(5, number("to", INT64)))
            .message(1, node("Loop", "scores", "trips", "", "sums").message(5, body()))
            .text(2, "g")
            .message(5, OnnxModels.sumWeights())
            .message(5, scalar("limit", 200))
            .message(5, scalar("many", 1e12f))
            .message(11, OnnxModels.value("image", ANY, 1, 4, 4))
            .message(12, OnnxModels.value("scores", ANY, 2));
    return new Protobuf()
        .number(1, 8)
        .message(7, graph)
        .message(8, new Protobuf().text(1, "").number(2, 17))
        .toBytes();
  }

  private static Protobuf body() {
    Protobuf graph =
        new Protobuf()
            .message(1, node("Identity", "goesOn", "condition"))
            .message(1, node("Identity", "after", "before"))
            .text(2, "body")
            .message(11, typed("trip", INT64))
            .message(11, typed("condition", BOOL))
            .message(11, OnnxModels.value("before", ANY, 2))
            .message(12, typed("goesOn", BOOL))
            .message(12, OnnxModels.value("after", ANY, 2));
    return new Protobuf().text(1, "body").message(6, graph).number(20, 5);
  }

  private static Protobuf node(String operator, String output, String... inputs) {
    Protobuf node = new Protobuf();
    for (String input : inputs) {
      node.text(1, input);
    }
    return node.text(2, output).text(4, operator);
  }

  private static Protobuf keepNoAxis() {
    return number("keepdims", 0);
  }

  private static Protobuf number(String name, long value) {
    return new Protobuf().text(1, name).number(3, value).number(20, 2);
  }

  private static Protobuf scalar(String name, float value) {
    byte[] raw = new byte[Float.BYTES];
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).putFloat(value);
    return new Protobuf().number(2, FLOAT).text(8, name).bytes(9, raw);
  }

  private static Protobuf typed(String name, int type) {
    Protobuf tensor = new Protobuf().number(1, type).message(2, new Protobuf());
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
  }
}
