package io.millrace.cli.bench.net;

import io.millrace.cli.bench.net.Layers.Values;
import io.millrace.cli.bench.net.Layers.Window;

/**
 * The shapes of the nets. Batch normalisation is left out, as a runtime folds it into the
 * convolution before it; branches that are added up are damped instead, or values would grow.
 */
final class Nets {

  private static final int COLOURS = 3;
  private static final int SIDE = 224;
  private static final int CLASSES = 1000;
  private static final double FOR_RELU = 1;
  private static final double LINEAR = Math.sqrt(0.5);
  private static final double ADDED_UP = 0.3;

  private Nets() {}

  static Values cnn28(Layers net) {
    Values x = convRelu(net, net.input(1, 28), 16, Window.of(3));
    x = net.maxPool(x, Window.of(3, 2));
    x = convRelu(net, x, 32, Window.of(3));
    x = net.maxPool(x, Window.of(3, 2));
    x = net.relu(net.dense(net.flatten(x, 32 * 7 * 7), 64));
    return net.dense(x, 10);
  }

  static Values mlp28(Layers net) {
    Values x = net.flatten(net.input(1, 28), 28 * 28);
    for (int layer = 0; layer < 3; layer++) {
      x = net.relu(net.dense(x, 2048));
    }
    return net.dense(x, 10);
  }

  /** Sandler et al. 2018, table 2: expansion, channels, blocks, stride of the first block. */
  static Values mobileNetV2(Layers net) {
    int[][] table = {
      {1, 16, 1, 1},
      {6, 24, 2, 2},
      {6, 32, 3, 2},
      {6, 64, 4, 2},
      {6, 96, 3, 1},
      {6, 160, 3, 2},
      {6, 320, 1, 1}
    };
    Values x = net.relu6(net.convolution(net.input(COLOURS, SIDE), 32, Window.of(3, 2), FOR_RELU));
    for (int[] row : table) {
      for (int block = 0; block < row[2]; block++) {
        x = invertedResidual(net, x, row[0], row[1], block == 0 ? row[3] : 1);
      }
    }
    x = net.relu6(net.convolution(x, 1280, Window.of(1), FOR_RELU));
    return net.dense(net.globalAverage(x), CLASSES);
  }

  private static Values invertedResidual(
      Layers net, Values in, int expansion, int channels, int stride) {
    int wide = in.channels() * expansion;
    Values x = expansion == 1 ? in : net.relu6(net.convolution(in, wide, Window.of(1), FOR_RELU));
    x = net.relu6(net.convolution(x, wide, new Window(3, stride, wide), FOR_RELU));
    boolean adds = stride == 1 && in.channels() == channels;
    x = net.convolution(x, channels, Window.of(1), adds ? ADDED_UP : LINEAR);
    return adds ? net.sum(in, x) : x;
  }

  /** Iandola et al. 2016, version 1.1: the squeezed channels of each fire module. */
  static Values squeezeNet(Layers net) {
    Values x = convRelu(net, net.input(COLOURS, SIDE), 64, Window.of(3, 2));
    x = net.maxPool(x, Window.of(3, 2));
    x = fire(net, fire(net, x, 16, 64), 16, 64);
    x = net.maxPool(x, Window.of(3, 2));
    x = fire(net, fire(net, x, 32, 128), 32, 128);
    x = net.maxPool(x, Window.of(3, 2));
    x = fire(net, fire(net, x, 48, 192), 48, 192);
    x = fire(net, fire(net, x, 64, 256), 64, 256);
    return net.globalAverage(convRelu(net, x, CLASSES, Window.of(1)));
  }

  private static Values fire(Layers net, Values in, int squeezed, int expanded) {
    Values x = convRelu(net, in, squeezed, Window.of(1));
    return net.beside(
        convRelu(net, x, expanded, Window.of(1)), convRelu(net, x, expanded, Window.of(3)));
  }

  /** He et al. 2016, 50 layers; the stride lies in the middle convolution, as is usual now. */
  static Values resNet50(Layers net) {
    int[] blocks = {3, 4, 6, 3};
    Values x = convRelu(net, net.input(COLOURS, SIDE), 64, Window.of(7, 2));
    x = net.maxPool(x, Window.of(3, 2));
    for (int stage = 0; stage < blocks.length; stage++) {
      for (int block = 0; block < blocks[stage]; block++) {
        x = bottleneck(net, x, 64 << stage, block == 0 && stage > 0 ? 2 : 1);
      }
    }
    return net.dense(net.globalAverage(x), CLASSES);
  }

  private static Values bottleneck(Layers net, Values in, int channels, int stride) {
    int wide = 4 * channels;
    Values x = convRelu(net, in, channels, Window.of(1));
    x = convRelu(net, x, channels, Window.of(3, stride));
    x = net.convolution(x, wide, Window.of(1), ADDED_UP);
    boolean fits = in.channels() == wide && stride == 1;
    Values past = fits ? in : net.convolution(in, wide, Window.of(1, stride), LINEAR);
    return net.relu(net.sum(past, x));
  }

  private static Values convRelu(Layers net, Values in, int channels, Window window) {
    return net.relu(net.convolution(in, channels, window, FOR_RELU));
  }
}
