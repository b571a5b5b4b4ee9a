package io.millrace.registry.window;

import static io.millrace.registry.window.Said.CANARY;
import static io.millrace.registry.window.Said.SHADOW;
import static io.millrace.registry.window.Said.STABLE;
import static io.millrace.registry.window.Said.failure;
import static io.millrace.registry.window.Said.glance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.decision.ArmStats;
import io.millrace.registry.window.Glance.By;
import io.millrace.registry.window.Glance.Ran;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class CounterTest {

  private final Counter counter = new Counter();

  @Test
  void eachVersionIsCountedByItself() {
    counter.primary(glance(0, STABLE, "shoe"));
    counter.primary(glance(1, CANARY, "shirt"));
    counter.primary(glance(2, STABLE, null));
    counter.trialFailed(failure(3, CANARY, true));
    counter.trialFailed(failure(4, CANARY, false));
    counter.deadLetter(failure(5, STABLE, true));

    List<Delta> deltas = counter.drain();
    assertThat(stats(deltas, STABLE)).isEqualTo(stats(1, 3, 1, 1, Map.of("shoe", 1L)));
    assertThat(stats(deltas, CANARY)).isEqualTo(stats(2, 3, 2, 1, Map.of("shirt", 1L)));
    assertThat(counter.drain()).isEmpty();
  }

  @Test
  void repeatsAfterAFailureOfTheJobCountOnce() {
    for (int attempt = 0; attempt < 2; attempt++) {
      for (int i = 0; i < 100; i++) {
        counter.primary(glance(i, STABLE));
        counter.shadow(glance(i, SHADOW));
      }
      counter.trialFailed(failure(100, SHADOW, true));
      counter.deadLetter(failure(100, STABLE, true));
    }

    List<Delta> deltas = counter.drain();
    assertThat(stats(deltas, STABLE).samples()).isEqualTo(101);
    assertThat(stats(deltas, SHADOW).samples()).isEqualTo(101);
    assertThat(stats(deltas, SHADOW).failures()).isEqualTo(1);
  }

  @Test
  void aRepeatFromFarBackCountsOnceToo() {
    counter.primary(glance(5, STABLE));
    counter.primary(glance(5 + 10 * RecentOffsets.REMEMBERED, STABLE));
    counter.primary(glance(5, STABLE));

    assertThat(stats(counter.drain(), STABLE).samples()).isEqualTo(2);
  }

  @Test
  void aFailureOfACanaryThatOvertakesCounts() {
    counter.trialFailed(failure(30, CANARY, true));
    counter.trialFailed(failure(20, CANARY, true));
    counter.trialFailed(failure(20, CANARY, true));

    assertThat(stats(counter.drain(), CANARY).nanFailures()).isEqualTo(2);
  }

  @Test
  void aShadowIsComparedWithItsPrimaryWhicheverIsReadFirst() {
    counter.primary(glance(0, STABLE, "shoe"));
    counter.shadow(glance(0, SHADOW, "shoe"));
    counter.shadow(glance(1, SHADOW, "shoe"));
    counter.primary(glance(1, STABLE, "shirt"));
    counter.shadow(glance(2, SHADOW, "shoe")); // its primary never comes
    counter.primary(glance(3, STABLE, null));
    counter.shadow(glance(3, SHADOW, "shoe"));

    VersionTally tally = tally(counter.drain(), SHADOW);
    assertThat(tally.compared()).isEqualTo(2);
    assertThat(tally.agreed()).isEqualTo(1);
  }

  @Test
  void aPairThatLiesTooFarApartIsNotCompared() {
    counter.primary(glance(0, STABLE));
    for (int i = 1; i <= Pairs.WAITING; i++) {
      counter.primary(glance(i, STABLE));
    }
    counter.shadow(glance(0, SHADOW));
    counter.shadow(glance(1, SHADOW));

    assertThat(tally(counter.drain(), SHADOW).compared()).isEqualTo(1);
  }

  @Test
  void thePercentileIsExactToAPercentWhenPartsArePutTogether() {
    VersionTally whole = new VersionTally();
    for (int part = 0; part < 4; part++) {
      Counter one = new Counter();
      for (int i = 0; i < 1_000; i++) {
        long micros = 4L * i + part;
        one.primary(new Glance(i, STABLE, new Ran(micros, 1), "shoe", 0.5));
      }
      whole.add(sent(one.drain().get(0)).counts());
    }

    ArmStats.Scores scores = whole.stats(1).scores();
    assertThat(scores.inferenceP99Micros()).isCloseTo(3_960, Percentage.withPercentage(1));
    assertThat(scores.meanFirstScore()).isEqualTo(0.5);
  }

  @Test
  void onePauseInFewBatchesIsNoSlowVersion() {
    for (int i = 0; i < 200; i++) {
      counter.primary(new Glance(i, CANARY, new Ran(i < 8 ? 9_000 : 1_000, 8), "shoe", 0.5));
    }

    VersionTally tally = tally(counter.drain(), CANARY);
    assertThat(tally.stats(2).scores().inferenceP99Micros()).isGreaterThan(8_900);
    assertThat(tally.cautiousStats(2).scores().inferenceP99Micros()).isLessThan(1_010);
  }

  @Test
  void labelsAndTimesOfAnybodyNeedBoundedMemory() {
    for (int i = 0; i < 10_000; i++) {
      String label = "label " + i + " of many ".repeat(20);
      counter.primary(new Glance(i, STABLE, new Ran(Long.MAX_VALUE - i, -1), label, 0.5));
    }

    Delta delta = counter.drain().get(0);
    assertThat(delta.counts().labels()).hasSize(VersionTally.MAX_LABELS + 1);
    assertThat(delta.counts().labels().values()).allMatch(n -> n > 0);
    assertThat(delta.toBytes().length).isLessThan(500_000);
  }

  @Test
  void manyVersionsAtOnceAreASignalToDrain() {
    for (int i = 0; i < Counter.MANY; i++) {
      assertThat(counter.isFull()).isFalse();
      counter.primary(glance(i, new By("m" + i, 1, STABLE.arm(), 1)));
    }
    assertThat(counter.isFull()).isTrue();
  }

  @Test
  void aDeltaOfAnotherReleaseOrOfNobodyIsNone() {
    assertThat(Delta.read("{\"format\": 2}".getBytes(UTF_8))).isNull();
    assertThat(Delta.read(new byte[] {1, 2, 3})).isNull();
    counter.primary(glance(0, STABLE));
    byte[] good = counter.drain().get(0).toBytes();
    assertThat(Delta.read(good)).isNotNull();
    String bad = new String(good, UTF_8);
    assertThat(
            Delta.read(
                bad.replaceAll("\"inference\":\"[^\"]*\"", "\"inference\":\"AAAA\"")
                    .getBytes(UTF_8)))
        .isNull();
  }

  private static ArmStats stats(
      long version, long samples, long failures, long nan, Map<String, Long> labels) {
    return new ArmStats(version, samples, failures, nan, new ArmStats.Scores(100, 0.9, labels));
  }

  private static ArmStats stats(List<Delta> deltas, By by) {
    return tally(deltas, by).stats(by.version());
  }

  /** All that was counted of a version, under whatever sequence. */
  private static VersionTally tally(List<Delta> deltas, By by) {
    VersionTally tally = new VersionTally();
    for (Delta delta : deltas) {
      if (delta.by().version() == by.version() && delta.by().arm() == by.arm()) {
        tally.add(sent(delta).counts());
      }
    }
    return tally;
  }

  private static Delta sent(Delta delta) {
    Delta read = Delta.read(delta.toBytes());
    if (read == null) {
      throw new AssertionError("Not readable: " + delta);
    }
    return read;
  }
}
