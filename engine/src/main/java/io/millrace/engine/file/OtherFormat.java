package io.millrace.engine.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What people take for an ONNX file by mistake, told by its first bytes. */
final class OtherFormat {

  private OtherFormat() {}

  /** What it is, with its article; null: nothing that is known here. */
  static @Nullable String of(ByteBuffer file) {
    byte[] head = new byte[Math.min(file.remaining(), 16)];
    file.duplicate().get(head);
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u00ff\u00d8\u00ff")) {
      return "a JPEG";
    } else if (text.startsWith("\u0089PNG")) {
      return "a PNG";
    } else if (text.startsWith("PK\u0003\u0004")) {
      return "a ZIP, as PyTorch and Keras save models; export it to ONNX";
    } else if (text.startsWith("\u0089HDF")) {
      return "an HDF5 file, as Keras saves models; export it to ONNX";
    } else if (text.startsWith("ORTM", 4)) {
      return "in ONNX Runtime's own format (.ort), which skips checks; use the .onnx file";
    } else if (text.startsWith("TFL3", 4)) {
      return "a TensorFlow Lite model; export it to ONNX";
    } else if (text.startsWith("version https://")) {
      return "a Git LFS pointer; fetch the file itself with git lfs pull";
    }
    return null;
  }
}
