package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.avro.Arm;
import io.millrace.avro.ArmKey;
import io.millrace.avro.Candidate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArmHashTest {

  private static final String SALT = "3f0c7a52-9a0e-4b0c-8a43-8d2a6cf0a001";

  /** Computed by another program (Python's hashlib); some with the first bit of the hash set. */
  @ParameterizedTest
  @CsvSource({
    "'', '', 192",
    "salt, camera-1, 389",
    "salt, camera-2, 457",
    SALT + ", 0190b5a2-7c1e-7000-8000-000000000001, 10",
    SALT + ", Küche/№ 7, 58",
    "x, \uD83D\uDCF7, 362",
  })
  void bucketsAreThoseOfTheContract(String salt, String key, int bucket) {
    assertThat(ArmHash.bucket(salt, key)).isEqualTo(bucket);
  }

  @Test
  void aGrowingShareKeepsWhoIsIn() {
    for (int i = 0; i < 500; i++) {
      String image = "image-" + i;
      int firstIn =
          IntStream.rangeClosed(0, 1_000)
              .filter(permille -> ArmHash.isIn(share(permille, ArmKey.IMAGE), image, "any"))
              .findFirst()
              .orElseThrow();
      assertThat(firstIn).isEqualTo(ArmHash.bucket(SALT, image) + 1);
      assertThat(ArmHash.isIn(share(firstIn + 1, ArmKey.IMAGE), image, "any")).isTrue();
    }
  }

  @Test
  void theShareIsAsLargeAsAsked() {
    long in =
        IntStream.range(0, 20_000)
            .filter(i -> ArmHash.isIn(share(100, ArmKey.IMAGE), "image-" + i, "any"))
            .count();

    // Binomial: 2,000 with a standard deviation of 42.
    assertThat(in).isCloseTo(2_000L, within(170L));
  }

  @Test
  void whoSticksBySourceIsToldApartBySourceAlone() {
    Candidate bySource = share(390, ArmKey.SOURCE, "salt");

    assertThat(ArmHash.isIn(bySource, "whatever", "camera-1")).isTrue();
    assertThat(ArmHash.isIn(bySource, "camera-1", "camera-2")).isFalse();
  }

  @Test
  void anotherSaltDrawsAnotherShare() {
    long inBoth =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "image-" + i)
            .filter(image -> ArmHash.isIn(share(100, ArmKey.IMAGE), image, ""))
            .filter(image -> ArmHash.isIn(share(100, ArmKey.IMAGE, "other"), image, ""))
            .count();

    // Independent draws share 1 in 100: 200 with a standard deviation of 14.
    assertThat(inBoth).isCloseTo(200L, within(60L));
  }

  @Test
  void noneAndAllNeedNoHash() {
    assertThat(ArmHash.isIn(share(0, ArmKey.IMAGE), "a", "b")).isFalse();
    assertThat(ArmHash.isIn(share(1_000, ArmKey.IMAGE), "a", "b")).isTrue();
  }

  private static Candidate share(int permille, ArmKey stickyBy) {
    return share(permille, stickyBy, SALT);
  }

  private static Candidate share(int permille, ArmKey stickyBy, String salt) {
    return new Candidate(2L, Arm.CANARY, permille, salt, stickyBy);
  }
}
