package io.millrace.engine.image;

import io.millrace.engine.outcome.FailureCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The frame header of a JPEG and what its scans have brought so far. Fields that only the header
 * sets are plain; one per walk.
 */
final class JpegFrame {

  static final int SOF0 = 0xC0;
  private static final int SOF2 = 0xC2;
  private static final int MOST_COMPONENTS = 4;
  private static final int KEPT_BLOCKS = 1 << 17;

  private final JpegComponent[] components = new JpegComponent[MOST_COMPONENTS];
  private boolean read;
  private boolean progressive;
  private int width;
  private int height;
  private int count;
  private int widest;
  private int tallest;

  JpegFrame() {
    Arrays.setAll(components, i -> new JpegComponent());
  }

  void clear() {
    read = false;
    count = 0;
    for (JpegComponent component : components) {
      component.letGo(KEPT_BLOCKS);
    }
  }

  boolean isRead() {
    return read;
  }

  boolean isProgressive() {
    return progressive;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int components() {
    return count;
  }

  int mcusAcross() {
    return ceilDiv(width, 8 * widest);
  }

  int mcusDown() {
    return ceilDiv(height, 8 * tallest);
  }

  @Nullable JpegComponent component(int id) {
    for (int i = 0; i < count; i++) {
      if (components[i].id() == id) {
        return components[i];
      }
    }
    return null;
  }

  @Nullable Refusal take(ByteBuffer image, int marker, int from, int length, ImageLimits limits) {
    if (read || length < 6) {
      return Refusal.corrupt("the JPEG has a second or a short frame header");
    }
    read = true;
    int bits = image.get(from) & 0xFF;
    height = image.getShort(from + 1) & 0xFFFF;
    width = image.getShort(from + 3) & 0xFFFF;
    count = image.get(from + 5) & 0xFF;
    progressive = marker == SOF2;
    if (marker > SOF2 || bits != 8) {
      String kind = "JPEG process " + (marker - SOF0) + " with " + bits + " bits";
      return Refusal.atGate(
          FailureCode.UNSUPPORTED_CODING,
          kind + "; baseline or progressive with 8 bits is decoded");
    }
    Refusal size = ImageGate.checkPixels(width, height, limits);
    if (size != null) {
      return size;
    }
    if (count != 1 && count != 3 && count != 4) {
      String message = "a JPEG of " + count + " components; 1, 3 or 4 are decoded";
      return Refusal.atGate(FailureCode.UNSUPPORTED_COLOR, message);
    }
    if (length != 6 + 3 * count) {
      return Refusal.corrupt("the JPEG frame header does not fit its " + count + " components");
    }
    return takeComponents(image, from + 6, limits.damageCheck() == DamageCheck.FULL)
        ? null
        : Refusal.corrupt("the JPEG frame header breaks the rules of sampling");
  }

  private boolean takeComponents(ByteBuffer image, int from, boolean follows) {
    widest = 1;
    tallest = 1;
    for (int i = 0; i < count; i++) {
      int sampling = image.get(from + 3 * i + 1) & 0xFF;
      int across = sampling >> 4;
      int down = sampling & 0xF;
      if (across < 1 || across > 4 || down < 1 || down > 4) {
        return false;
      }
      widest = Math.max(widest, across);
      tallest = Math.max(tallest, down);
    }
    for (int i = 0; i < count; i++) {
      int id = image.get(from + 3 * i) & 0xFF;
      int sampling = image.get(from + 3 * i + 1) & 0xFF;
      components[i].begin(id, sampling >> 4, sampling & 0xF);
      components[i].measure(
          ceilDiv(width * (sampling >> 4), 8 * widest),
          ceilDiv(height * (sampling & 0xF), 8 * tallest),
          mcusAcross(),
          mcusDown(),
          progressive && follows);
    }
    return true;
  }

  /** Whether every component has come at least in outline. */
  boolean isCovered() {
    for (int i = 0; i < count; i++) {
      if (!components[i].hasCome()) {
        return false;
      }
    }
    return true;
  }

  /** Whether every coefficient has come to its last bit. */
  boolean isRefined() {
    for (int i = 0; i < count; i++) {
      if (progressive && !components[i].isRefined()) {
        return false;
      }
    }
    return true;
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}
