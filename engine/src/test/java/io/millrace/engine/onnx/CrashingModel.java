package io.millrace.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A model that takes the process along on white: image [batch, 1, 4, 4] is flattened and multiplied
 * by weights as in {@link OnnxModels}, and beside it 1 is divided by 255 less the brightest pixel,
 * in integers. The processor traps a division by zero (SIGFPE on x86), and ONNX Runtime does not
 * look before it divides.
 */
public final class CrashingModel {

  private static final int INT32 = 6;
  private static final int FLOAT = 1;
  private static final int ANY = -1;

  private CrashingModel() {}

  public static byte[] toBytes() {
    Protobuf graph =
        new Protobuf()
            .message(1, node("Flatten", "flat", "image"))
            .message(1, node("MatMul", "sums", "flat", "w"))
            .message(1, node("ReduceMax", "brightest", "image").message(5, number("keepdims", 0)))
            .message(1, node("Cast", "whole", "brightest").message(5, number("to", INT32)))
            .message(1, node("Sub", "darkness", "whole", "most"))
            .message(1, node("Div", "quotient", "least", "darkness"))
            .message(1, node("Cast", "some", "quotient").message(5, number("to", FLOAT)))
            .message(1, node("Mul", "nothing", "some", "zero"))
            .message(1, node("Add", "scores", "sums", "nothing"))
            .text(2, "g")
            .message(5, OnnxModels.sumWeights())
            .message(5, scalar("most", INT32, 256))
            .message(5, scalar("least", INT32, Integer.MIN_VALUE))
            .message(5, scalar("zero", FLOAT, Float.floatToIntBits(0)))
            .message(11, OnnxModels.value("image", ANY, 1, 4, 4))
            .message(12, OnnxModels.value("scores", ANY, 2));
    return new Protobuf()
        .number(1, 8)
        .message(7, graph)
        .message(8, new Protobuf().text(1, "").number(2, 17))
        .toBytes();
  }

  private static Protobuf node(String operator, String output, String... inputs) {
    Protobuf node = new Protobuf();
    for (String input : inputs) {
      node.text(1, input);
    }
    return node.text(2, output).text(4, operator);
  }

  private static Protobuf number(String name, long value) {
    return new Protobuf().text(1, name).number(3, value).number(20, 2);
  }

  private static Protobuf scalar(String name, int type, int bits) {
    byte[] raw = new byte[Integer.BYTES];
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).putInt(bits);
    return new Protobuf().number(2, type).text(8, name).bytes(9, raw);
  }
}
