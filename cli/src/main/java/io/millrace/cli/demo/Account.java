package io.millrace.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What went in against what came out: the oracle of the demo. Safe for use by many threads.
 *
 * <p>It trusts topics alone. An image is known by its position in the images topic; it must come
 * out once, as a prediction or as a dead letter, and within its partition in order.
 */
final class Account {

  /** Where an image stands in the images topic. */
  record Position(int partition, long offset) {}

  /**
   * A prediction as it was read.
   *
   * @param label the best label
   * @param atNanos when it was read, {@link System#nanoTime}
   */
  record Seen(Position origin, long version, String label, long atNanos) {}

  private record Sent(String label, long dueNanos) {}

  private static final long HIGHEST_LATENCY_MICROS = Duration.ofMinutes(10).toMillis() * 1_000;

  private final Map<Position, Sent> sent = new HashMap<>();
  private final Map<Position, Seen> orphans = new HashMap<>();
  private final Set<Position> done = new HashSet<>();
  private final Set<Position> letters = new HashSet<>();
  private final Map<Integer, Long> lastOffset = new HashMap<>();
  private final Map<Long, int[]> correctOfScored = new TreeMap<>();
  private final Histogram latencyMicros = new Histogram(HIGHEST_LATENCY_MICROS, 3);
  private final List<Long> arrivals = new ArrayList<>();
  private long repeated;
  private long outOfOrder;
  private long latestVersion;
  private long firstOfLatestNanos;

  /**
   * An image is in the topic.
   *
   * @param label what it shows
   * @param dueNanos when it should have been sent: a late sender counts as latency
   */
  synchronized void published(Position position, String label, long dueNanos) {
    sent.put(position, new Sent(label, dueNanos));
    Seen early = orphans.remove(position);
    if (early != null) {
      score(early, sent.get(position));
    }
  }

  /** A prediction came out. */
  synchronized void predicted(Seen seen) {
    if (!checkOrder(seen.origin(), lastOffset)) {
      return;
    }
    arrivals.add(seen.atNanos());
    if (seen.version() > latestVersion) {
      latestVersion = seen.version();
      firstOfLatestNanos = seen.atNanos();
    }
    Sent image = sent.get(seen.origin());
    if (image == null) {
      orphans.put(seen.origin(), seen); // the broker's answer to the sender is still under way
    } else {
      score(seen, image);
    }
  }

  /** A dead letter came out. */
  synchronized void deadLettered(Position origin) {
    if (!done.add(origin)) {
      repeated++;
    }
    letters.add(origin);
  }

  private boolean checkOrder(Position origin, Map<Integer, Long> last) {
    if (!done.add(origin)) {
      repeated++;
      return false;
    }
    Long before = last.put(origin.partition(), origin.offset());
    if (before != null && before > origin.offset()) {
      outOfOrder++;
    }
    return true;
  }

  private void score(Seen seen, Sent image) {
    int[] counts = correctOfScored.computeIfAbsent(seen.version(), version -> new int[2]);
    counts[0] += seen.label().equals(image.label()) ? 1 : 0;
    counts[1]++;
    long micros = (seen.atNanos() - image.dueNanos()) / 1_000;
    latencyMicros.recordValue(Math.max(0, Math.min(micros, HIGHEST_LATENCY_MICROS)));
  }

  /** How many images have come out, one way or the other. */
  synchronized int out() {
    return done.size();
  }

  /** Whether every image that went in has come out. */
  synchronized boolean isSettled() {
    return done.containsAll(sent.keySet());
  }

  /** The figures so far. */
  synchronized Figures figures() {
    Map<Long, Double> accuracy = new TreeMap<>();
    correctOfScored.forEach((version, counts) -> accuracy.put(version, share(counts)));
    long lost = sent.keySet().stream().filter(position -> !done.contains(position)).count();
    return new Figures(
        latestVersion,
        sent.size(),
        done.size() - letters.size(),
        letters.size(),
        lost,
        repeated,
        outOfOrder,
        accuracy,
        latencyMicros.getValueAtPercentile(50) / 1_000.0,
        latencyMicros.getValueAtPercentile(99) / 1_000.0,
        throughput());
  }

  private static double share(int[] counts) {
    return Math.round(10_000.0 * counts[0] / counts[1]) / 10_000.0;
  }

  private double throughput() {
    if (arrivals.size() < 2) {
      return 0;
    }
    long span = arrivals.get(arrivals.size() - 1) - arrivals.get(0);
    return span <= 0 ? 0 : (arrivals.size() - 1) * 1e9 / span;
  }

  /**
   * The longest time without a prediction while the version changed, milliseconds.
   *
   * @param fromNanos when the rollout was asked for
   */
  synchronized double swapGapMillis(long fromNanos) {
    long untilNanos = firstOfLatestNanos + Duration.ofSeconds(1).toNanos();
    long longest = 0;
    for (int i = 1; i < arrivals.size(); i++) {
      long at = arrivals.get(i);
      if (at >= fromNanos && arrivals.get(i - 1) <= untilNanos) {
        longest = Math.max(longest, at - Math.max(arrivals.get(i - 1), fromNanos));
      }
    }
    return longest / 1e6;
  }
}
