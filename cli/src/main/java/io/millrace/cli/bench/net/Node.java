package io.millrace.cli.bench.net;

/** One ONNX operator with its attributes; field numbers as in onnx.proto. */
final class Node {

  private static final int INT = 2;
  private static final int INTS = 7;

  private final Protobuf message = new Protobuf();

  Node(String operator, String output, String... inputs) {
    for (String input : inputs) {
      message.text(1, input);
    }
    message.text(2, output).text(3, output).text(4, operator);
  }

  Node with(String attribute, long value) {
    message.message(5, new Protobuf().text(1, attribute).number(3, value).number(20, INT));
    return this;
  }

  Node withAll(String attribute, long... values) {
    Protobuf list = new Protobuf().text(1, attribute);
    for (long value : values) {
      list.number(8, value);
    }
    message.message(5, list.number(20, INTS));
    return this;
  }

  Protobuf message() {
    return message;
  }
}
