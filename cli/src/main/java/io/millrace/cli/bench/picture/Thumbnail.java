package io.millrace.cli.bench.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** A grey PNG of 28 x 28 pixels, as the data sets of digits and clothes have them. */
public final class Thumbnail {

  private static final int SIDE = 28;
  private static final int NOISE = 24;

  private Thumbnail() {}

  /** The same bytes for the same seed, on the same JDK. */
  public static byte[] png(long seed) throws IOException {
    return png(seed, Color.BLACK);
  }

  /** On a light ground: without a dark pixel. */
  public static byte[] lightPng(long seed) throws IOException {
    return png(seed, Color.GRAY);
  }

  private static byte[] png(long seed, Color ground) throws IOException {
    Random random = new Random(seed);
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(ground);
    graphics.fillRect(0, 0, SIDE, SIDE);
    for (int i = 0; i < 3; i++) {
      int grey = 96 + random.nextInt(160);
      graphics.setColor(new Color(grey, grey, grey));
      graphics.fillOval(
          random.nextInt(12), random.nextInt(12), 6 + random.nextInt(12), 6 + random.nextInt(12));
    }
    graphics.dispose();
    var samples = picture.getRaster();
    for (int i = 0; i < SIDE * SIDE; i++) {
      int grey = samples.getSample(i % SIDE, i / SIDE, 0);
      if (grey > 0) {
        samples.setSample(i % SIDE, i / SIDE, 0, Math.max(1, grey - random.nextInt(NOISE)));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return bytes.toByteArray();
  }
}
