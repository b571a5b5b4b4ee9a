package io.millrace.cli.bench.rollout;

import io.millrace.cli.bench.report.Timeline;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * One rollout of the heavy version, with the steady periods around it.
 *
 * @param rate images per second
 * @param hadRoom whether nothing had piled up when the staging began; otherwise the machine did not
 *     have the capacity that was measured, and latencies say nothing
 * @param calm the steady periods
 * @param publishing from when its upload began until it was known
 * @param span from when the hosts were told to load it until all were ready
 * @param stableSequence of the state that moved the traffic
 */
record Staging(
    Flow.Account account,
    double rate,
    boolean hadRoom,
    List<Span> calm,
    Span publishing,
    Span span,
    long stableSequence) {

  private static final double AROUND_SECONDS = 0.5;
  private static final double PLOT_FROM_SECONDS = 3;
  private static final double PLOT_TO_SECONDS = 1.5;

  Staging {
    calm = List.copyOf(calm);
  }

  /** Of the version that served, due while the other one was staged. */
  Answers staged() {
    return account.answers().where(a -> a.dueIn(span) && a.sequence() < stableSequence);
  }

  Answers steady() {
    return account.answers().where(a -> calm.stream().anyMatch(a::dueIn));
  }

  double steadyP99() {
    return steady().latency(99);
  }

  double publishedP99() {
    return account.answers().where(a -> a.dueIn(publishing)).latency(99);
  }

  double batchMillis() {
    return steady().medianBatchMillis();
  }

  /** From the decision until every host has heard of it, and half a second on either side. */
  private Span flip() {
    long heard =
        account.answers().all().stream()
            .filter(a -> a.sequence() < stableSequence)
            .mapToLong(Answer::atNanos)
            .reduce(span.toNanos(), (x, y) -> y - x > 0 ? y : x);
    long around = (long) (AROUND_SECONDS * 1e9);
    return new Span(span.toNanos() - around, heard + around);
  }

  double flipGap() {
    return account.answers().longestGap(flip());
  }

  double flipGapOfAPartition() {
    return account.answers().longestGapOfAPartition(flip());
  }

  /** The middle one of stretches as long as the flip's. */
  double steadyGap() {
    return steadily(account.answers()::longestGap);
  }

  double steadyGapOfAPartition() {
    return steadily(account.answers()::longestGapOfAPartition);
  }

  private double steadily(ToDoubleFunction<Span> gap) {
    double length = flip().seconds();
    double[] gaps =
        calm.stream()
            .flatMap(
                period ->
                    Stream.iterate(
                        Span.lasting(period.fromNanos(), length),
                        part -> part.toNanos() - period.toNanos() <= 0,
                        part -> Span.lasting(part.toNanos(), length)))
            .mapToDouble(gap)
            .sorted()
            .toArray();
    return gaps.length == 0 ? Double.NaN : gaps[gaps.length / 2];
  }

  /** Draws it, from shortly before the upload until shortly after the flip. */
  void timeline(String name, Consumer<Timeline> timelines) {
    Span flip = flip();
    long zero = span.fromNanos();
    Span drawn =
        new Span(
            publishing.fromNanos() - (long) (PLOT_FROM_SECONDS * 1e9),
            flip.toNanos() + (long) (PLOT_TO_SECONDS * 1e9));
    long firstNew =
        account.answers().all().stream()
            .filter(a -> a.sequence() >= stableSequence)
            .mapToLong(Answer::atNanos)
            .min()
            .orElse(span.toNanos());
    timelines.accept(
        new Timeline(
            name,
            "Latency while a version of 100 MB is published, staged and put in service",
            "ms",
            account.answers().where(a -> a.dueIn(drawn)).all().stream()
                .map(
                    a ->
                        new Timeline.Point(
                            (a.dueNanos() - zero) / 1e9,
                            a.latencyMillis(),
                            a.sequence() >= stableSequence))
                .toList(),
            List.of(
                new Timeline.Moment((publishing.fromNanos() - zero) / 1e9, "upload"),
                new Timeline.Moment((publishing.toNanos() - zero) / 1e9, "published"),
                new Timeline.Moment(0, "staging"),
                new Timeline.Moment(span.seconds(), "ready"),
                new Timeline.Moment((firstNew - zero) / 1e9, "flip"))));
  }
}
