package io.millrace.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Runs by command only: {@code mvn -pl engine -am test -Dtest=ImageFuzzLong
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfuzz.gate=10000000 -Dfuzz.decode=1000000}; the seed is
 * {@code -Dfuzz.seed}.
 */
class ImageFuzzLong {

  private static final long MOST_GROWTH_KILOBYTES = 128 << 10;

  @Test
  void tenMillionThroughTheGate() {
    FuzzRun run = new FuzzRun(seed()).gate(Long.getLong("fuzz.gate", 10_000_000));
    say(run.figures("gate"));
    assertThat(run.growth()).isLessThan(MOST_GROWTH_KILOBYTES);
  }

  @Test
  void aMillionThroughTheDecoder() {
    FuzzRun run = new FuzzRun(seed()).decoder(Long.getLong("fuzz.decode", 1_000_000));
    say(run.figures("decoder"));
    assertThat(run.growth()).isLessThan(MOST_GROWTH_KILOBYTES);
  }

  private static long seed() {
    return Long.getLong("fuzz.seed", 1);
  }

  private static void say(String figures) {
    System.out.println(figures);
  }
}
