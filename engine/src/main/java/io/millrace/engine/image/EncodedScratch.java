package io.millrace.engine.image;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Native memory for the bytes of one image. Native code cannot read a Java array in place, so this
 * is the one copy of the encoded bytes; one per thread, growing to the largest image seen.
 */
final class EncodedScratch implements AutoCloseable {

  private static final int SMALLEST = 64 << 10;

  private ByteBuffer bytes = ByteBuffer.allocateDirect(SMALLEST);
  private Mat header = headerOf(bytes);

  /** Copies the image in; returns its bytes from 0 to the limit. */
  ByteBuffer fill(ByteBuffer image) {
    int length = image.remaining();
    if (length > bytes.capacity()) {
      header.close();
      bytes = ByteBuffer.allocateDirect(Math.max(length, 2 * bytes.capacity()));
      header = headerOf(bytes);
    }
    bytes.clear();
    bytes.put(0, image, image.position(), length);
    return bytes.limit(length);
  }

  /** The same bytes for OpenCV; only the length of the one header changes. */
  Mat matrix() {
    return header.cols(bytes.limit());
  }

  private static Mat headerOf(ByteBuffer bytes) {
    try (BytePointer memory = new BytePointer(bytes.clear())) {
      return new Mat(1, bytes.capacity(), opencv_core.CV_8UC1, memory);
    }
  }

  @Override
  public void close() {
    header.close();
  }
}
