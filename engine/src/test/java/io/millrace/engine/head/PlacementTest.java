package io.millrace.engine.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.engine.image.Decoded;
import io.millrace.engine.image.ImageDecoder;
import io.millrace.engine.image.ImageHeader;
import io.millrace.engine.image.ImageLimits;
import io.millrace.engine.image.Slots;
import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.InputSpec.ColorOrder;
import io.millrace.engine.model.InputSpec.Interpolation;
import io.millrace.engine.model.InputSpec.Layout;
import io.millrace.engine.model.InputSpec.PixelType;
import io.millrace.engine.model.InputSpec.Resize;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A white block in a black picture goes through the real decoder; its place is found back. */
class PlacementTest {

  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;

  /** Stored size and the block's corners: from a picture that grows to one that shrinks by DCT. */
  private static final List<int[]> PICTURES =
      List.of(
          new int[] {40, 30, 12, 9, 22, 19},
          new int[] {64, 48, 20, 10, 40, 30},
          new int[] {200, 100, 90, 30, 130, 70},
          new int[] {300, 900, 100, 400, 220, 520},
          new int[] {1001, 777, 401, 301, 601, 501});

  @ParameterizedTest
  @EnumSource(Resize.class)
  void aBoxGoesBackToWhereItWas(Resize resize) {
    for (int[] picture : PICTURES) {
      for (int orientation = 1; orientation <= 8; orientation++) {
        findsBack(picture, resize, orientation);
      }
    }
  }

  private static void findsBack(int[] picture, Resize resize, int orientation) {
    InputSpec input = input(resize);
    byte[] jpeg = oriented(block(picture), orientation);
    ByteBuffer pixels = ByteBuffer.allocateDirect(input.imageBytes());
    ImageHeader header;
    try (ImageDecoder decoder = new ImageDecoder(ImageLimits.defaults());
        Slots slots = new Slots(pixels, input, 1)) {
      header = ((Decoded) decoder.decode(ByteBuffer.wrap(jpeg), null, slots, 0)).header();
    }
    OriginalImage original =
        new OriginalImage(header.width(), header.height(), header.orientation());
    float[] corners = whitest(pixels);
    boolean turned = orientation >= 5;
    float perPixelX = Math.max(1, (float) original.width() / (turned ? HEIGHT : WIDTH));
    float perPixelY = Math.max(1, (float) original.height() / (turned ? WIDTH : HEIGHT));

    assertThat(Placement.of(input, original).toOriginal(corners)).isTrue();

    for (int i = 0; i < 4; i++) {
      float tolerance = 1.5f * Math.max(perPixelX, perPixelY);
      assertThat(corners[i])
          .as("%s orientation %d corner %d of %s", resize, orientation, i, original)
          .isCloseTo(picture[2 + i], within(tolerance));
    }
  }

  @Test
  void whatLiesInThePaddingIsNotInTheImage() {
    Placement placement = Placement.of(input(Resize.FIT), new OriginalImage(100, 200, 1));

    assertThat(placement.toOriginal(new float[] {0, 10, 19, 20})).isFalse();
    float[] across = {0, 0, WIDTH, HEIGHT};
    assertThat(placement.toOriginal(across)).isTrue();
    assertThat(across).containsExactly(0, 0, 100, 200);
  }

  /** Corners of the part that is more white than black. */
  private static float[] whitest(ByteBuffer pixels) {
    float[] corners = {WIDTH, HEIGHT, 0, 0};
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        if ((pixels.get(y * WIDTH + x) & 0xFF) >= 128) {
          corners[0] = Math.min(corners[0], x);
          corners[1] = Math.min(corners[1], y);
          corners[2] = Math.max(corners[2], x + 1);
          corners[3] = Math.max(corners[3], y + 1);
        }
      }
    }
    return corners;
  }

  private static byte[] oriented(BufferedImage picture, int orientation) {
    return TestImages.withSegment(TestImages.jpeg(picture), 0xE1, TestImages.exif(orientation));
  }

  private static BufferedImage block(int[] picture) {
    return TestImages.picture(
        picture[0],
        picture[1],
        BufferedImage.TYPE_BYTE_GRAY,
        (x, y) ->
            x >= picture[2] && x < picture[4] && y >= picture[3] && y < picture[5] ? 0xFFFFFF : 0);
  }

  private static InputSpec input(Resize resize) {
    return new InputSpec(
        "x",
        Layout.NCHW,
        WIDTH,
        HEIGHT,
        resize,
        Interpolation.AREA,
        ColorOrder.GREY,
        1,
        List.of(0.0),
        List.of(1.0),
        PixelType.UINT8);
  }
}
