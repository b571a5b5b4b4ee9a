package io.millrace.cli.bench.net;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Puts a net together, layer by layer, and writes it as ONNX. The batch axis is open. */
final class Layers {

  private static final long IR_VERSION = 8;
  private static final long OPSET = 17;
  private static final int FLOAT = 1;
  private static final float SIX = 6;

  private final Weights weights;
  private final Protobuf graph = new Protobuf();
  private int count;
  private boolean fed;

  Layers(long seed) {
    weights = new Weights(seed);
    graph.message(5, Weights.constant("zero", 0));
    graph.message(5, Weights.constant("six", SIX));
  }

  /** What a layer puts out: its name and its channels, or features where it is flat. */
  record Values(String name, int channels) {}

  /**
   * The window of a convolution or pooling, padded so that stride 1 keeps the size.
   *
   * @param groups 1, or as many as channels for a depthwise convolution
   */
  record Window(int kernel, int stride, int groups) {

    static Window of(int kernel) {
      return new Window(kernel, 1, 1);
    }

    static Window of(int kernel, int stride) {
      return new Window(kernel, stride, 1);
    }

    private long[] both(int value) {
      return new long[] {value, value};
    }

    private void addTo(Node node) {
      node.withAll("kernel_shape", both(kernel)).withAll("strides", both(stride));
      long[] pads = new long[4];
      Arrays.fill(pads, kernel / 2);
      node.withAll("pads", pads);
    }
  }

  /** The same for everything that is built on it. */
  Values input(int channels, int side) {
    if (!fed) {
      graph.message(11, value(Net.INPUT, channels, side, side));
      fed = true;
    }
    return new Values(Net.INPUT, channels);
  }

  /** A convolution with bias; a gain of 1 suits a ReLU behind it. */
  Values convolution(Values in, int channels, Window window, double gain) {
    String name = next("conv");
    int perGroup = in.channels() / window.groups();
    int kernel = window.kernel();
    graph.message(
        5,
        weights.he(
            name + ".w", gain, perGroup * kernel * kernel, channels, perGroup, kernel, kernel));
    graph.message(5, Weights.constant(name + ".b", 0, channels));
    Node node = new Node("Conv", name, in.name(), name + ".w", name + ".b");
    window.addTo(node);
    return add(node.with("group", window.groups()), name, channels);
  }

  Values dense(Values in, int features) {
    String name = next("dense");
    graph.message(5, weights.he(name + ".w", 1, in.channels(), features, in.channels()));
    graph.message(5, Weights.constant(name + ".b", 0, features));
    Node node = new Node("Gemm", name, in.name(), name + ".w", name + ".b");
    return add(node.with("transB", 1), name, features);
  }

  Values relu(Values in) {
    String name = next("relu");
    return add(new Node("Relu", name, in.name()), name, in.channels());
  }

  Values relu6(Values in) {
    String name = next("relu6");
    return add(new Node("Clip", name, in.name(), "zero", "six"), name, in.channels());
  }

  Values maxPool(Values in, Window window) {
    String name = next("pool");
    Node node = new Node("MaxPool", name, in.name());
    window.addTo(node);
    return add(node, name, in.channels());
  }

  /** The mean of each channel, flat. */
  Values globalAverage(Values in) {
    String name = next("mean");
    Values mean = add(new Node("GlobalAveragePool", name, in.name()), name, in.channels());
    return flatten(mean, in.channels());
  }

  /**
   * Everything of an image in one row.
   *
   * @param features how many values that makes
   */
  Values flatten(Values in, int features) {
    String name = next("flat");
    return add(new Node("Flatten", name, in.name()).with("axis", 1), name, features);
  }

  Values sum(Values left, Values right) {
    String name = next("sum");
    return add(new Node("Add", name, left.name(), right.name()), name, left.channels());
  }

  Values beside(Values left, Values right) {
    String name = next("beside");
    Node node = new Node("Concat", name, left.name(), right.name()).with("axis", 1);
    return add(node, name, left.channels() + right.channels());
  }

  /**
   * Adds to all scores of an image the mean of a row of a table, the row of its best class: the
   * order of the scores stays, and the model weighs so much more.
   *
   * @param columns of the table, which has a row for each class
   */
  Values lookedUp(Values scores, int columns, long seed) {
    String name = next("table");
    graph.message(5, new Weights(seed).he(name + ".w", 1, columns, scores.channels(), columns));
    graph.message(
        1,
        new Node("ArgMax", name + ".i", scores.name())
            .with("axis", 1)
            .with("keepdims", 0)
            .message());
    graph.message(
        1, new Node("Gather", name + ".r", name + ".w", name + ".i").with("axis", 0).message());
    Node mean = new Node("ReduceMean", name, name + ".r").withAll("axes", 1).with("keepdims", 1);
    return sum(scores, add(mean, name, 1));
  }

  /** Makes the scores of an image NaN where its darkest value is above a limit. */
  Values nanAbove(Values scores, Values image, float limit) {
    String name = next("nan");
    graph.message(5, Weights.constant(name + ".limit", limit));
    graph.message(
        1,
        new Node("ReduceMin", name + ".min", image.name())
            .withAll("axes", 1, 2, 3)
            .with("keepdims", 1)
            .message());
    graph.message(1, new Node("Sub", name + ".room", name + ".limit", name + ".min").message());
    Values root = add(new Node("Sqrt", name, name + ".room"), name, 1);
    return sum(scores, flatten(root, 1));
  }

  /** Names the scores and writes the whole model. */
  void writeTo(OutputStream out, Values scores) throws IOException {
    graph.message(1, new Node("Identity", Net.OUTPUT, scores.name()).message());
    graph.text(2, "net").message(12, value(Net.OUTPUT, scores.channels()));
    new Protobuf()
        .number(1, IR_VERSION)
        .text(2, "millrace-bench")
        .message(7, graph)
        .message(8, new Protobuf().text(1, "").number(2, OPSET))
        .writeTo(out);
  }

  private Values add(Node node, String name, int channels) {
    graph.message(1, node.message());
    return new Values(name, channels);
  }

  private String next(String kind) {
    return kind + count++;
  }

  private static Protobuf value(String name, long... sides) {
    Protobuf shape = new Protobuf().message(1, new Protobuf().text(2, "batch"));
    for (long side : sides) {
      shape.message(1, new Protobuf().number(1, side));
    }
    Protobuf tensor = new Protobuf().number(1, FLOAT).message(2, shape);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
  }
}
