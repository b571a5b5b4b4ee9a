package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BrokenImagesTest {

  @Test
  void fewAreSpreadOverTheRun() {
    int[] positions = positions(2000);

    assertThat(positions).containsExactly(250, 750, 1250, 1750);
  }

  @Test
  void shortRunHasOneInTwentyAtMost() {
    assertThat(positions(20)).hasSize(1);
    assertThat(positions(40)).hasSize(2);
  }

  private static int[] positions(int images) {
    var broken = new BrokenImages(images, new byte[100]);
    return IntStream.range(0, images).filter(broken::isAt).toArray();
  }
}
