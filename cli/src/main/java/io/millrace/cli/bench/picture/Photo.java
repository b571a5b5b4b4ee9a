package io.millrace.cli.bench.picture;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** A JPEG with about as much detail as a photograph. */
public final class Photo {

  private static final int SHAPES = 40;
  private static final float QUALITY = 0.85f;
  private static final double GRAIN = 9.5;

  private final BufferedImage picture;
  private final Random random;

  private Photo(int width, int height, long seed) {
    picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    random = new Random(seed);
  }

  /** The same bytes for the same numbers, on the same JDK. */
  public static byte[] jpeg(int width, int height, long seed) throws IOException {
    Photo photo = new Photo(width, height, seed);
    photo.paint();
    photo.addGrain();
    return photo.encode();
  }

  private void paint() {
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    int width = picture.getWidth();
    int height = picture.getHeight();
    graphics.setPaint(gradient(0, 0, width, height));
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < SHAPES; i++) {
      double w = width * (0.05 + 0.3 * random.nextDouble());
      double h = height * (0.05 + 0.3 * random.nextDouble());
      double x = random.nextDouble() * width - w / 2;
      double y = random.nextDouble() * height - h / 2;
      graphics.setPaint(gradient(x, y, w, h));
      graphics.fill(
          i % 2 == 0 ? new Ellipse2D.Double(x, y, w, h) : new Rectangle2D.Double(x, y, w, h));
    }
    graphics.dispose();
  }

  private GradientPaint gradient(double x, double y, double w, double h) {
    return new GradientPaint(
        (float) x, (float) y, color(), (float) (x + w), (float) (y + h), color());
  }

  private Color color() {
    return new Color(random.nextInt(0x1000000));
  }

  /** Brightness varies from pixel to pixel, as texture and sensors make it. */
  private void addGrain() {
    int width = picture.getWidth();
    int[] line = new int[width];
    for (int y = 0; y < picture.getHeight(); y++) {
      picture.getRGB(0, y, width, 1, line, 0, width);
      for (int x = 0; x < width; x++) {
        int grain = (int) Math.round(GRAIN * random.nextGaussian());
        line[x] =
            shifted(line[x] >> 16, grain) << 16
                | shifted(line[x] >> 8, grain) << 8
                | shifted(line[x], grain);
      }
      picture.setRGB(0, y, width, 1, line, 0, width);
    }
  }

  private static int shifted(int sample, int by) {
    return Math.min(255, Math.max(0, (sample & 0xFF) + by));
  }

  private byte[] encode() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    settings.setCompressionQuality(QUALITY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), settings);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
