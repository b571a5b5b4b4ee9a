package io.millrace.tests.parts;

import io.millrace.cli.bench.net.Net;
import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.Interpolation;
import io.millrace.engine.model.InputSpec.Layout;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.model.InputSpec.Resize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** What the models of the bench take in. */
final class Pictures {

  private Pictures() {}

  static InputSpec specOf(Net net) {
    boolean grey = net.channels() == 1;
    return new InputSpec(
        "image",
        Layout.NCHW,
        net.side(),
        net.side(),
        Resize.STRETCH,
        Interpolation.BILINEAR,
        grey ? ColorOrder.GREY : ColorOrder.RGB,
        1.0 / 255,
        grey ? List.of(0.0) : List.of(0.485, 0.456, 0.406),
        grey ? List.of(1.0) : List.of(0.229, 0.224, 0.225),
        PixelType.FLOAT32);
  }

  static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
