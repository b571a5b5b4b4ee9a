package io.millrace.cli.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class NaiveImageTest {

  @Test
  void coloursAreNormalisedIntoPlanes() throws Exception {
    float[][][] values = NaiveImage.read(png(new Color(255, 0, 51)), 4, 3);

    assertThat(values).hasDimensions(3, 4);
    assertThat(values[0][2][1]).isCloseTo((1 - 0.485f) / 0.229f, within(1e-4f));
    assertThat(values[1][2][1]).isCloseTo((0 - 0.456f) / 0.224f, within(1e-4f));
    assertThat(values[2][2][1]).isCloseTo((0.2f - 0.406f) / 0.225f, within(1e-4f));
  }

  @Test
  void greyIsBetweenZeroAndOne() throws Exception {
    float[][][] values = NaiveImage.read(png(new Color(51, 51, 51)), 8, 1);

    assertThat(values).hasDimensions(1, 8);
    assertThat(values[0][7][7]).isCloseTo(0.2f, within(1e-4f));
  }

  @Test
  void theHighestScoreWins() {
    assertThat(NaiveImage.highest(new float[] {0.1f, 3, -4, 2.9f})).isEqualTo(1);
    assertThat(NaiveImage.highest(new float[] {-2, -1})).isEqualTo(1);
  }

  private static byte[] png(Color color) throws Exception {
    BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      picture.setRGB(i % 16, i / 16, color.getRGB());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return bytes.toByteArray();
  }
}
