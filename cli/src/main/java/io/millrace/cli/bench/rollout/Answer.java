package io.millrace.cli.bench.rollout;

/**
 * What became of one image.
 *
 * @param dueNanos when it was to be sent, whenever it was
 * @param atNanos when a reader had its prediction, or its dead letter
 * @param partition where it lay
 * @param version version that scored it
 * @param sequence of the state of the model under which the version was chosen; -1: a dead letter
 * @param batchMicros the run of its batch
 * @param canaryFailed whether a version on trial was asked first, and failed
 */
record Answer(
    long dueNanos,
    long atNanos,
    int partition,
    long version,
    long sequence,
    long batchMicros,
    boolean canaryFailed) {

  boolean isDeadLetter() {
    return sequence < 0;
  }

  double latencyMillis() {
    return (atNanos - dueNanos) / 1e6;
  }

  boolean dueIn(Span span) {
    return span.holds(dueNanos);
  }
}
