package io.millrace.cli.bench.pipeline;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** An image by what the JDK has: read, drawn smaller, pixel by pixel into arrays. */
final class NaiveImage {

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  private NaiveImage() {}

  /** As [channel][row][column]. */
  static float[][][] read(byte[] image, int side, int channels) throws IOException {
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(image));
    BufferedImage resized = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = resized.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, side, side, null);
    graphics.dispose();
    float[][][] values = new float[channels][side][side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int pixel = resized.getRGB(x, y);
        for (int c = 0; c < channels; c++) {
          float sample = ((pixel >> (16 - 8 * c)) & 0xFF) / 255f;
          values[c][y][x] = channels == 1 ? sample : (sample - MEAN[c]) / STD[c];
        }
      }
    }
    return values;
  }

  /** Index of the highest score. */
  static int highest(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }
}
