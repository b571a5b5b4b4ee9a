package io.millrace.cli.bench.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PicturesTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 15})
  void photoHasTheBytesOfOneFromACamera(long seed) throws Exception {
    byte[] jpeg = Photo.jpeg(640, 480, seed);

    assertThat(jpeg.length).isBetween(95_000, 125_000);
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(picture.getWidth()).isEqualTo(640);
    assertThat(picture.getHeight()).isEqualTo(480);
  }

  @Test
  void theSameSeedMakesTheSameBytesAndAnotherSeedOthers() throws Exception {
    assertThat(Photo.jpeg(64, 48, 1)).isEqualTo(Photo.jpeg(64, 48, 1));
    assertThat(Photo.jpeg(64, 48, 1)).isNotEqualTo(Photo.jpeg(64, 48, 2));
    assertThat(Thumbnail.png(1)).isEqualTo(Thumbnail.png(1));
    assertThat(Thumbnail.png(1)).isNotEqualTo(Thumbnail.png(2));
  }

  @Test
  void thumbnailIsSmallGreyAndNotEmpty() throws Exception {
    byte[] png = Thumbnail.png(3);

    assertThat(png.length).isBetween(150, 900);
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(picture.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
    assertThat(picture.getWidth()).isEqualTo(28);
  }

  @Test
  void aLightThumbnailHasNoDarkPixelAndTheUsualOneHas() throws Exception {
    assertThat(darkest(Thumbnail.lightPng(3))).isGreaterThan(64);
    assertThat(darkest(Thumbnail.png(3))).isZero();
  }

  private static int darkest(byte[] png) throws Exception {
    var samples = ImageIO.read(new ByteArrayInputStream(png)).getRaster();
    int darkest = 255;
    for (int i = 0; i < 28 * 28; i++) {
      darkest = Math.min(darkest, samples.getSample(i % 28, i / 28, 0));
    }
    return darkest;
  }

  @ParameterizedTest
  @ValueSource(ints = {2_000, 65_000, 70_000, 110_000})
  void paddedPictureHasTheBytesAskedForAndFewPixels(int bytes) throws Exception {
    byte[] jpeg = Padded.jpeg(bytes, 1);

    assertThat(jpeg.length).isBetween(bytes, bytes + 4);
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(picture.getWidth()).isEqualTo(28);
    assertThat(picture.getHeight()).isEqualTo(28);
  }
}
