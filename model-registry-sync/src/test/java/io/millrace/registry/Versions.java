package io.millrace.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Versions on disk for tests: one operator, y = Neg(x). */
public final class Versions {

  private Versions() {}

  /** Writes model.onnx and model.json into a directory, which is made. */
  public static Path write(Path directory, String model, long version) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("model.onnx"), onnx("image", version));
    Files.writeString(directory.resolve("model.json"), json(model, version));
    return directory;
  }

  public static String json(String model, long version) {
    return """
        {"model": "%s", "version": %d,
         "input": {"name": "image", "width": 4, "height": 4},
         "output": {"kind": "tensors", "name": "y"}}
        """
        .formatted(model, version);
  }

  /** An ONNX file, field by field as in onnx.proto; the number makes its digest. */
  public static byte[] onnx(String input, long number) {
    byte[] node = join(text(1, input), text(2, "y"), text(4, "Neg"));
    byte[] graph = join(bytes(1, node), text(2, "graph " + number));
    byte[] opset = join(text(1, ""), number(2, 17));
    return join(number(1, 8), bytes(7, graph), bytes(8, opset));
  }

  private static byte[] number(int field, int value) {
    return new byte[] {(byte) (field << 3), (byte) value};
  }

  private static byte[] text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(int field, byte[] value) {
    byte[] head = {(byte) ((field << 3) | 2), (byte) value.length};
    return join(head, value);
  }

  private static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
