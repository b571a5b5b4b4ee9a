package io.millrace.registry.window;

import io.millrace.avro.Arm;
import io.millrace.registry.window.Glance.By;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the predictions and failures of one partition. An image counts once for each version that
 * was given it, however often the job repeats itself. For one thread.
 */
final class Counter {

  /** With more versions than this at once, whoever drains it should not wait. */
  static final int MANY = 256;

  private final Map<By, VersionTally> tallies = new HashMap<>();
  private final RecentOffsets primaries = new RecentOffsets();
  private final RecentOffsets aside = new RecentOffsets();
  private final RecentOffsets deadLetters = new RecentOffsets();
  private final Pairs pairs = new Pairs();

  /** A record of {@code predictions}. */
  void primary(Glance said) {
    if (!primaries.isNew(said.offset())) {
      return;
    }
    tally(said.by()).scored(said);
    Glance shadow = said.by().arm() == Arm.STABLE ? pairs.primary(said) : null;
    if (shadow != null) {
      compare(shadow, said);
    }
  }

  /** A record of {@code shadow-predictions} with a value. */
  void shadow(Glance said) {
    if (said.by().arm() != Arm.SHADOW || !aside.isNew(said.offset())) {
      return;
    }
    tally(said.by()).scored(said);
    Glance primary = pairs.shadow(said);
    if (primary != null) {
      compare(said, primary);
    }
  }

  /** A record of {@code shadow-predictions} without one. */
  void trialFailed(Failure failure) {
    if (failure.by().arm() != Arm.STABLE && aside.isNew(failure.offset())) {
      tally(failure.by()).failed(failure.nan());
    }
  }

  /** A dead letter: the version in service has failed. */
  void deadLetter(Failure failure) {
    if (failure.by().arm() == Arm.STABLE && deadLetters.isNew(failure.offset())) {
      tally(failure.by()).failed(failure.nan());
    }
  }

  private void compare(Glance shadow, Glance primary) {
    if (shadow.by().model().equals(primary.by().model())) {
      tally(shadow.by()).compared(shadow.label(), primary.label());
    }
  }

  private VersionTally tally(By by) {
    return tallies.computeIfAbsent(by, who -> new VersionTally());
  }

  boolean isFull() {
    return tallies.size() >= MANY;
  }

  /** What was counted since the last time. */
  List<Delta> drain() {
    List<Delta> counted =
        tallies.entrySet().stream()
            .map(tally -> new Delta(tally.getKey(), tally.getValue().counts()))
            .toList();
    tallies.clear();
    return counted;
  }
}
