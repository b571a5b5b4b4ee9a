package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The shipped model swapped again and again under load, on the real runtime: resident memory stays,
 * no image is lost. {@code -Dmillrace.swaps=500} is the long run of docs/batching.md.
 */
class ModelSwapsTest {

  private static final int SWAPS = Integer.getInteger("millrace.swaps", 50);
  private static final long MOST_GROWTH = 50L << 20;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void memoryStaysAndNoImageIsLostWhileModelsAreSwapped() throws Exception {
    long[] said = swap();

    System.out.printf(
        Locale.ROOT,
        "%d swaps, %d images: resident memory %d MB after a fifth of them, %d MB at the end%n",
        SWAPS,
        said[0],
        said[2] >> 20,
        said[3] >> 20);
    assertThat(said[1]).as("scored").isEqualTo(said[0]).isPositive();
    assertThat(said[3] - said[2]).as("growth in bytes").isLessThanOrEqualTo(MOST_GROWTH);
  }

  private static long[] swap() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // All of the heap is there from the beginning, so that what grows is a leak.
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                ModelSwaps.class.getName(),
                String.valueOf(SWAPS))
            .redirectError(Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return Arrays.stream(said.strip().split(" ")).mapToLong(Long::parseLong).toArray();
  }
}
