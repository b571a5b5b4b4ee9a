package io.millrace.cli.bench.engine;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import javax.imageio.ImageIO;

/** What the JDK alone would do: read, draw smaller (bilinear), normalise into NCHW floats. */
final class ImageIoDecoder {

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  private final BufferedImage resized;
  private final int[] pixels;
  private final int side;

  ImageIoDecoder(int side) {
    this.side = side;
    ImageIO.setUseCache(false);
    resized = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    pixels = ((DataBufferInt) resized.getRaster().getDataBuffer()).getData();
  }

  void decode(ByteBuffer image, FloatBuffer target) throws IOException {
    BufferedImage picture =
        ImageIO.read(
            new ByteArrayInputStream(
                image.array(), image.arrayOffset() + image.position(), image.remaining()));
    Graphics2D graphics = resized.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, side, side, null);
    graphics.dispose();
    for (int c = 0; c < MEAN.length; c++) {
      int shift = 16 - 8 * c;
      float gain = 1 / (255 * STD[c]);
      float offset = -MEAN[c] / STD[c];
      int plane = c * side * side;
      for (int i = 0; i < pixels.length; i++) {
        target.put(plane + i, ((pixels[i] >> shift) & 0xFF) * gain + offset);
      }
    }
  }
}
