package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecodePaceTest {

  private final DecodePace pace = new DecodePace();

  @Test
  void beforeAnythingIsKnownImagesAreTakenOneByOne() {
    assertThat(pace.bytesInOneGo()).isZero();
    pace.took(0, 0);
    assertThat(pace.bytesInOneGo()).isZero();
  }

  @Test
  void manySmallImagesAndOneLargeOneAreTakenInOneGo() {
    // A PNG of 28 x 28: 5 us for 300 bytes. A photograph has as many bytes as 300 of them.
    pace.took(5_000, 300);

    assertThat(pace.bytesInOneGo()).isBetween(20 * 300.0, 60 * 300.0).isLessThan(110_000);
  }

  @Test
  void whatIsSlowerThanBeforeIsLearned() {
    pace.took(5_000, 300);
    for (int i = 0; i < 100; i++) {
      pace.took(500_000, 300);
    }

    assertThat(pace.bytesInOneGo()).isLessThan(300);
  }
}
