package io.millrace.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.PixelType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * JPEGs as cameras write them: every subsampling, restart markers, a thumbnail inside the EXIF
 * data, fill bytes, padding and further pictures after EOI. None of them is damaged.
 */
class CameraJpegsTest {

  private static final String FORMAT = "javax_imageio_jpeg_image_1.0";
  private static final int APP1 = 0xE1;
  private static final int APP2 = 0xE2;

  private final ImageGate gate = new ImageGate(ImageLimits.defaults());

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "4:4:4, 1, 1",
    "4:2:2, 2, 1",
    "4:4:0, 1, 2",
    "4:2:0, 2, 2",
    "4:1:1, 4, 1",
    "4:1:0, 4, 2"
  })
  void noneIsRefusedOrFlagged(String name, int across, int down) throws IOException {
    try (Decodings decodings = new Decodings(16, 16, ColorOrder.RGB, PixelType.UINT8)) {
      for (int restarts : new int[] {0, 1, 5}) {
        for (int width : new int[] {64, 67, 121}) {
          byte[] plain = jpeg(picture(width, 50), across, down, restarts);
          assertIsAsAskedFor(plain, across, down, restarts);
          for (byte[] camera : asCamerasDo(plain)) {
            Inspection inspection = gate.inspect(direct(camera));
            assertThat(inspection)
                .as("%s, %d pixels wide, restarts %d: %s", name, width, restarts, inspection)
                .isInstanceOf(ImageHeader.class);
            assertThat(((ImageHeader) inspection).doubtful()).isFalse();
            assertThat(((Decoded) decodings.attempt(camera)).flags()).isEmpty();
          }
        }
      }
    }
  }

  private static void assertIsAsAskedFor(byte[] jpeg, int across, int down, int restarts) {
    int sampling = JpegFixtures.firstMarker(jpeg, 0xC0) + 11;
    assertThat(jpeg[sampling]).isEqualTo((byte) (across << 4 | down));
    if (restarts > 0) {
      int interval = JpegFixtures.firstMarker(jpeg, 0xDD) + 4;
      assertThat(jpeg[interval + 1]).isEqualTo((byte) restarts);
      assertThat(JpegFixtures.firstMarker(jpeg, 0xD0)).isPositive();
    }
  }

  private static List<byte[]> asCamerasDo(byte[] plain) {
    byte[] thumbnail = TestImages.jpeg(picture(16, 12));
    byte[] exif = JpegFixtures.join(TestImages.exif(6), thumbnail);
    byte[] index = "MPF\0II*\0index".getBytes(StandardCharsets.ISO_8859_1);
    byte[] several = TestImages.withSegment(plain, APP2, index);
    int frame = JpegFixtures.firstMarker(plain, 0xC0);
    List<byte[]> all = new ArrayList<>();
    all.add(plain);
    all.add(TestImages.withSegment(plain, APP1, exif));
    all.add(JpegFixtures.join(plain, new byte[4096]));
    all.add(JpegFixtures.join(several, plain, new byte[100], plain));
    all.add(JpegFixtures.join(head(plain, frame), new byte[] {-1, -1, -1}, tail(plain, frame)));
    int end = plain.length - 2;
    all.add(JpegFixtures.join(head(plain, end), new byte[] {-1}, tail(plain, end)));
    return all;
  }

  private static byte[] head(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  /** The JDK's writer takes sampling and restart interval from the metadata. */
  private static byte[] jpeg(BufferedImage picture, int across, int down, int restarts)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(
              ImageTypeSpecifier.createFromRenderedImage(picture), parameters);
      IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
      IIOMetadataNode luma = (IIOMetadataNode) root.getElementsByTagName("componentSpec").item(0);
      luma.setAttribute("HsamplingFactor", Integer.toString(across));
      luma.setAttribute("VsamplingFactor", Integer.toString(down));
      if (restarts > 0) {
        IIOMetadataNode interval = new IIOMetadataNode("dri");
        interval.setAttribute("interval", Integer.toString(restarts));
        root.getElementsByTagName("markerSequence").item(0).appendChild(interval);
      }
      metadata.setFromTree(FORMAT, root);
      writer.write(null, new IIOImage(picture, null, metadata), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage picture(int width, int height) {
    Random random = new Random(11);
    return TestImages.picture(
        width,
        height,
        BufferedImage.TYPE_INT_RGB,
        (x, y) -> (x * 2) << 16 | (y * 4) << 8 | random.nextInt(120));
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
