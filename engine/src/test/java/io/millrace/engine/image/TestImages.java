package io.millrace.engine.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Images made by the tests: by the JDK's writers, and PNGs chunk by chunk. */
public final class TestImages {

  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  private TestImages() {}

  /** A grey PNG of {@code side} x {@code side} with one value everywhere. */
  public static byte[] greyPng(int side, int value) {
    return png(picture(side, side, BufferedImage.TYPE_BYTE_GRAY, (x, y) -> value * 0x010101));
  }

  public static BufferedImage picture(int width, int height, int type, IntBinaryOperator argb) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (type == BufferedImage.TYPE_BYTE_GRAY) {
          // setRGB would go through the JDK's grey colour space and change the value.
          image.getRaster().setSample(x, y, 0, argb.applyAsInt(x, y) & 0xFF);
        } else {
          image.setRGB(x, y, argb.applyAsInt(x, y));
        }
      }
    }
    return image;
  }

  public static byte[] png(BufferedImage image) {
    return write(image, "png", false);
  }

  public static byte[] jpeg(BufferedImage image) {
    return write(image, "jpeg", false);
  }

  static byte[] progressiveJpeg(BufferedImage image) {
    return write(image, "jpeg", true);
  }

  private static byte[] write(BufferedImage image, String format, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (progressive) {
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A JPEG of four components, all paper white as Adobe stores it; the marker is optional. */
  static byte[] fourInks(boolean adobe) {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    byte[] white = new byte[16 * 16 * 4];
    Arrays.fill(white, (byte) 255);
    raster.setDataElements(0, 0, 16, 16, white);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    byte[] marker = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    return adobe ? withSegment(bytes.toByteArray(), 0xEE, marker) : bytes.toByteArray();
  }

  /** A PNG of these chunks. */
  static byte[] pngOf(byte[]... chunks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(PNG_SIGNATURE);
    for (byte[] chunk : chunks) {
      bytes.writeBytes(chunk);
    }
    return bytes.toByteArray();
  }

  static byte[] chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    return ByteBuffer.allocate(data.length + 12)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) crc.getValue())
        .array();
  }

  static byte[] ihdr(int width, int height, int depth, int colorType) {
    ByteBuffer data = ByteBuffer.allocate(13).putInt(width).putInt(height);
    data.put((byte) depth).put((byte) colorType);
    return chunk("IHDR", data.array());
  }

  /** Rows without filters, deflated. */
  static byte[] idat(byte[][] rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream rowsOut = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      for (byte[] row : rows) {
        rowsOut.writeByte(0);
        rowsOut.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return chunk("IDAT", bytes.toByteArray());
  }

  static byte[] iend() {
    return chunk("IEND", new byte[0]);
  }

  /** Puts a segment right after the start of a JPEG. */
  public static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    return ByteBuffer.allocate(jpeg.length + content.length + 4)
        .put(jpeg, 0, 2)
        .put((byte) 0xFF)
        .put((byte) marker)
        .putShort((short) (content.length + 2))
        .put(content)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  public static byte[] exif(int orientation) {
    return ByteBuffer.allocate(32)
        .put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .array();
  }
}
