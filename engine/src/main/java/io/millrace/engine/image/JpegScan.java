package io.millrace.engine.image;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the coded data of one scan, MCU by MCU, without decoding it. JPEG has no checksum; what
 * tells damage is a code that no table holds, a block longer than a block, or data that ends before
 * or after its last MCU.
 */
final class JpegScan {

  /** What came of a scan. */
  enum Finding {
    WHOLE,
    /** Every MCU is there, and bytes that belong to none. */
    LEFTOVER,
    DAMAGED,
    /** The image ends inside. */
    TRUNCATED
  }

  private static final int RST0 = 0xD0;

  private final JpegFrame frame;
  private final JpegTables tables;
  private final CodedBits bits = new CodedBits();
  private final ProgressiveBlocks progressive = new ProgressiveBlocks(bits);
  private final @Nullable JpegComponent[] components = new JpegComponent[4];
  private final @Nullable HuffmanTable[] first = new HuffmanTable[4];
  private final @Nullable HuffmanTable[] others = new HuffmanTable[4];
  private final McuTables mcu = new McuTables();
  private int count;
  private int end;
  private boolean leftover;

  JpegScan(JpegFrame frame, JpegTables tables) {
    this.frame = frame;
    this.tables = tables;
  }

  /** Where the marker after the coded data is. */
  int end() {
    return end;
  }

  /**
   * Takes the scan's header.
   *
   * @param from where its content begins
   * @return null: go on with {@link #follow}; else what is wrong
   */
  @Nullable String begin(ByteBuffer image, int from, int length) {
    count = length > 0 ? image.get(from) & 0xFF : 0;
    if (count < 1 || count > 4 || length != 4 + 2 * count) {
      return "has a malformed header";
    }
    int band = from + 1 + 2 * count;
    int ends = image.get(band + 1) & 0xFF;
    int bitsBeforeAfter = image.get(band + 2) & 0xFF;
    progressive.begin(image.get(band) & 0xFF, ends, bitsBeforeAfter >> 4, bitsBeforeAfter & 0xF);
    if (frame.isProgressive() && !progressive.isSane(count)) {
      return "asks for a band of coefficients that there is not";
    }
    int blocks = 0;
    for (int i = 0; i < count; i++) {
      JpegComponent component = frame.component(image.get(from + 1 + 2 * i) & 0xFF);
      if (component == null) {
        return "names a component that the frame has not";
      }
      int choice = image.get(from + 2 + 2 * i) & 0xFF;
      components[i] = component;
      first[i] = tables.differences(choice >> 4);
      others[i] = tables.coefficients(choice & 0xF);
      blocks += component.across() * component.down();
      if (!hasTables(i)) {
        return "needs a Huffman table that is not defined";
      }
      if (!advance(component)) {
        return "refines what no scan before it brought";
      }
    }
    if (count > 1 && blocks > McuTables.MOST_BLOCKS) {
      return "has more than 10 blocks in an MCU";
    }
    if (!frame.isProgressive()) {
      takeTables(count == 1 ? 1 : blocks);
    }
    return null;
  }

  private boolean hasTables(int i) {
    if (!frame.isProgressive()) {
      return first[i] != null && others[i] != null;
    }
    return progressive.needsNoTable()
        || (progressive.isOfFirst() ? first[i] != null : others[i] != null);
  }

  private boolean advance(JpegComponent component) {
    if (frame.isProgressive()) {
      return progressive.advance(component);
    }
    component.came();
    return true;
  }

  private void takeTables(int blocks) {
    mcu.clear();
    for (int i = 0; i < count; i++) {
      JpegComponent component = components[i];
      HuffmanTable differences = first[i];
      HuffmanTable coefficients = others[i];
      if (component != null && differences != null && coefficients != null) {
        int last = Math.min(blocks, mcu.blocks() + component.across() * component.down());
        while (mcu.blocks() < last) {
          mcu.add(differences, coefficients);
        }
      }
    }
  }

  /** Follows the data from {@code from}. */
  Finding follow(ByteBuffer image, int from) {
    bits.start(image, from);
    leftover = false;
    JpegComponent only = components[0];
    boolean single = count == 1 && only != null;
    int across = single ? only.blocksWide() : frame.mcusAcross();
    int down = single ? only.blocksHigh() : frame.mcusDown();
    int interval = tables.restartInterval();
    progressive.restart();
    return frame.isProgressive()
        ? followProgressive(image, across, down, interval)
        : followBaseline(image, across * down, interval);
  }

  /** Goes over the data from {@code from} to the next marker that is no restart. */
  Finding pass(ByteBuffer image, int from) {
    end = nextMarker(image, from);
    while (end < image.limit() - 1 && (image.get(end + 1) & 0xF8) == RST0) {
      end = nextMarker(image, end + 2);
    }
    return end >= image.limit() - 1 ? Finding.TRUNCATED : Finding.WHOLE;
  }

  private Finding followBaseline(ByteBuffer image, int mcus, int interval) {
    int left = mcus;
    int restarts = 0;
    while (true) {
      int run = interval == 0 ? left : Math.min(interval, left);
      if (!bits.skipMcus(mcu, run)) {
        return faulty(image);
      }
      left -= run;
      if (left == 0) {
        return end(image);
      }
      if (!restart(image, restarts++ & 7)) {
        return faulty(image);
      }
    }
  }

  private Finding followProgressive(ByteBuffer image, int across, int down, int interval) {
    int untilRestart = interval == 0 ? Integer.MAX_VALUE : interval;
    int restarts = 0;
    for (int row = 0; row < down; row++) {
      for (int column = 0; column < across; column++) {
        if (untilRestart-- == 0) {
          if (!restart(image, restarts++ & 7)) {
            return faulty(image);
          }
          untilRestart = interval - 1;
        }
        if (!(count == 1 ? block(0, row, column) : mcu(row, column))) {
          return faulty(image);
        }
      }
    }
    return end(image);
  }

  private Finding faulty(ByteBuffer image) {
    return bits.ranOut() && bits.stop() >= image.limit() - 1 ? Finding.TRUNCATED : Finding.DAMAGED;
  }

  private boolean mcu(int row, int column) {
    for (int i = 0; i < count; i++) {
      JpegComponent component = components[i];
      if (component == null) {
        return false;
      }
      for (int y = 0; y < component.down(); y++) {
        for (int x = 0; x < component.across(); x++) {
          if (!block(i, row * component.down() + y, column * component.across() + x)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private boolean block(int i, int row, int column) {
    JpegComponent component = components[i];
    return component != null
        && progressive.skip(component, component.block(row, column), first[i], others[i]);
  }

  /** Takes the restart marker that must stand here. */
  private boolean restart(ByteBuffer image, int number) {
    toMarker(image);
    if (end >= image.limit() - 1) {
      bits.start(image, image.limit());
      bits.take(1);
      return false;
    }
    if ((image.get(end + 1) & 0xFF) != RST0 + number) {
      return false;
    }
    bits.start(image, end + 2);
    progressive.restart();
    return true;
  }

  /** Whatever follows the last MCU up to the next marker that is no restart is left over. */
  private Finding end(ByteBuffer image) {
    leftover |= !progressive.isDone();
    toMarker(image);
    while (end < image.limit() - 1 && (image.get(end + 1) & 0xF8) == RST0) {
      bits.start(image, end + 2);
      toMarker(image);
    }
    if (end >= image.limit() - 1) {
      return Finding.TRUNCATED;
    }
    return leftover ? Finding.LEFTOVER : Finding.WHOLE;
  }

  private void toMarker(ByteBuffer image) {
    int from = bits.stop();
    end = nextMarker(image, from);
    leftover |= bits.unread() > 0 || hasData(image, from, end);
  }

  /** More 0xFF before a marker are its own. */
  private static boolean hasData(ByteBuffer image, int from, int to) {
    for (int i = from; i < to; i++) {
      if (image.get(i) != -1) {
        return true;
      }
    }
    return false;
  }

  /** The first 0xFF that neither a 0 (stuffing) nor another 0xFF follows. */
  private static int nextMarker(ByteBuffer image, int from) {
    int end = image.limit();
    int i = from;
    while (i < end - 1) {
      while (i <= end - Long.BYTES && CodedBits.bytesOfFF(image.getLong(i)) == 0) {
        i += Long.BYTES;
      }
      int stop = Math.min(i + Long.BYTES, end - 1);
      for (; i < stop; i++) {
        if (image.get(i) == -1 && image.get(i + 1) != 0 && image.get(i + 1) != -1) {
          return i;
        }
      }
    }
    return end;
  }
}
