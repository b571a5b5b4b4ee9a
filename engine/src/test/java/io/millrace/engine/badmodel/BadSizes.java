package io.millrace.engine.badmodel;

import static io.millrace.engine.session.RejectCode.LIMIT;

import io.millrace.engine.onnx.Protobuf;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Row M10: small files that would become large, or never come to an end. */
final class BadSizes {

  private static final long HUGE = 1L << 20;

  private BadSizes() {}

  static Stream<BadModel> all() {
    return Stream.concat(claims(), bombs());
  }

  private static BadModel limit(String name, String reason, Net net) {
    return BadModel.of("M10", LIMIT, name, reason, net);
  }

  private static Stream<BadModel> claims() {
    long[] many = new long[65];
    Arrays.fill(many, 1);
    return Stream.of(
        limit(
            "dimensions that overflow",
            "[4611686018427387904, 8]",
            Net.sum().weights(Net.tensor("w", Net.FLOAT, 1L << 62, 8))),
        limit(
            "dimensions that wrap around to 0",
            "[4294967296, 4294967296]",
            Net.sum().weights(Net.tensor("w", Net.FLOAT, 1L << 32, 1L << 32))),
        limit(
            "an initialiser of 4 TiB",
            "[1048576, 1048576]",
            Net.sum().weights(Net.tensor("w", Net.FLOAT, HUGE, HUGE))),
        limit(
            "an initialiser of 4 GiB",
            "[1073741824]",
            Net.sum().weights(Net.tensor("w", Net.FLOAT, 1L << 30))),
        limit(
            "65 dimensions",
            "more than 64 dimensions",
            Net.sum().weights(Net.tensor("w", Net.FLOAT, many).bytes(9, new byte[4]))),
        limit("a sparse tensor", "sparse tensor 'thin'", sparse()));
  }

  private static Net sparse() {
    Protobuf values = Net.tensor("thin", Net.FLOAT, 1).bytes(9, new byte[4]);
    Protobuf indices = Net.tensor("at", Net.INT64, 1).bytes(9, new byte[8]);
    Net net = Net.sum();
    net.graph.message(
        15, new Protobuf().message(1, values).message(2, indices).number(3, 1L << 29).number(3, 2));
    return net;
  }

  private static Stream<BadModel> bombs() {
    return Stream.of(
        limit("ConstantOfShape", "ConstantOfShape that makes 'big'", call("ConstantOfShape", "s")),
        limit("Expand", "Expand that makes 'big'", call("Expand", "one", "s")),
        limit("Expand of an image", "Expand that makes 'big2'", expandImage()),
        limit("Tile", "Tile that makes 'big'", call("Tile", "one", "s")),
        limit("Resize", "Resize that makes 'big'", call("Resize", "flat", "", "", "s")),
        limit("Pad", "Pad that makes 'big'", call("Pad", "flat", "wide")),
        limit("Range", "Range that makes 'big'", call("Range", "zero", "wide", "one")),
        limit("a shape from a Constant node", "makes 'fromNode'", constantNode()),
        limit("29 doublings", "Concat that makes", doublings()),
        limit("30 nested branches", "nested deeper than 10 graphs", nested()),
        limit("functions that multiply", "more than 1000000 operators", laughs()),
        limit("a function that calls itself", "calls itself", itself()));
  }

  private static Net constants() {
    return Net.sum()
        .constant("s", HUGE, HUGE)
        .constant("one", 1)
        .constant("zero", 0)
        .constant("wide", 1L << 40);
  }

  private static Net call(String operator, String... inputs) {
    return constants().add(Net.node(operator, "", List.of(inputs), "big"));
  }

  private static Net expandImage() {
    return constants().add(Net.node("Expand", "", List.of("flat", "s"), "big2"));
  }

  private static Net constantNode() {
    Protobuf value =
        new Protobuf().text(1, "value_ints").number(8, HUGE).number(8, HUGE).number(20, 7);
    return Net.sum()
        .add(new Protobuf().text(2, "shape").text(4, "Constant").message(5, value))
        .add(Net.node("ConstantOfShape", "", List.of("shape"), "fromNode"));
  }

  private static Net doublings() {
    Net net = Net.sum().constant("c0", 1);
    for (int i = 0; i < 29; i++) {
      net.add(Net.node("Concat", "", List.of("c" + i, "c" + i), "c" + (i + 1)));
    }
    return net;
  }

  private static Net nested() {
    Protobuf inner = new Protobuf().text(2, "innermost");
    for (int i = 0; i < 30; i++) {
      inner = new Protobuf().message(1, Net.branch(inner));
    }
    return Net.sum().add(Net.branch(inner));
  }

  /** Ten functions of which each calls the one before ten times. */
  private static Net laughs() {
    Net net =
        Net.sum().more(25, Net.function("local", "f0", Net.node("Neg", "", List.of("x"), "y")));
    for (int i = 1; i <= 10; i++) {
      Protobuf[] calls = new Protobuf[10];
      for (int call = 0; call < calls.length; call++) {
        calls[call] = Net.node("f" + (i - 1), "local", List.of("x"), "y" + call);
      }
      net.more(25, Net.function("local", "f" + i, calls));
    }
    return net.add(Net.node("f10", "local", List.of("flat"), "laughed"));
  }

  private static Net itself() {
    Protobuf again = Net.node("f", "local", List.of("x"), "y");
    return Net.sum()
        .more(25, Net.function("local", "f", again))
        .add(Net.node("f", "local", List.of("flat"), "never"));
  }
}
