package io.millrace.engine.host;

import io.millrace.engine.batch.Batching;
import io.millrace.engine.image.ImageLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a host may use.
 *
 * @param workers threads that decode and run; on a CPU one per core
 * @param maxBatch the most images of a batch, whatever a model allows
 * @param latencyTarget from submit to result; a batch closes early to keep it
 * @param batching the policy that closes batches
 * @param maxBytesInFlight encoded bytes of all callers above which none should submit more
 * @param watch how long work may take
 * @param admission which versions there is room and time for
 */
public record HostOptions(
    int workers,
    int maxBatch,
    Duration latencyTarget,
    ImageLimits limits,
    Batching batching,
    long maxBytesInFlight,
    Watch watch,
    Admission admission) {

  /**
   * How long work may take, and how often the lanes are planned.
   *
   * @param decodeDeadline of one image; then it fails and its worker is replaced
   * @param runDeadline of one run of a batch; then it is told to end, and the batch is run once
   *     more. A run that goes on for as long again counts as hanging for ever
   */
  public record Watch(Duration decodeDeadline, Duration runDeadline, Duration planEvery) {

    public Watch withRunDeadline(Duration deadline) {
      return new Watch(decodeDeadline, deadline, planEvery);
    }
  }

  private static final long LEAST_BYTES_IN_FLIGHT = 32L << 20;

  public HostOptions {
    List<String> problems = new ArrayList<>();
    if (workers < 1 || workers > 1024) {
      problems.add("workers is " + workers + ", not from 1 to 1024");
    }
    if (maxBatch < 1 || maxBatch > 1024) {
      problems.add("maxBatch is " + maxBatch + ", not from 1 to 1024");
    }
    if (maxBytesInFlight < 1) {
      problems.add("maxBytesInFlight is " + maxBytesInFlight + ", not above 0");
    }
    positive("latencyTarget", latencyTarget, problems);
    positive("decodeDeadline", watch.decodeDeadline(), problems);
    positive("runDeadline", watch.runDeadline(), problems);
    positive("planEvery", watch.planEvery(), problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("host options: " + String.join("; ", problems));
    }
  }

  private static void positive(String name, Duration value, List<String> problems) {
    if (value.isNegative() || value.isZero()) {
      problems.add(name + " is " + value + ", not above 0");
    }
  }

  /**
   * A worker per core, batches of at most 32, 100 ms, planned every 2 s; an eighth of the heap in
   * flight, 2 s for an image to be decoded and 30 s for a batch to run.
   */
  public static HostOptions defaults() {
    return new HostOptions(
        Runtime.getRuntime().availableProcessors(),
        32,
        Duration.ofMillis(100),
        ImageLimits.defaults(),
        new Batching.Adaptive(),
        Math.max(LEAST_BYTES_IN_FLIGHT, Runtime.getRuntime().maxMemory() / 8),
        new Watch(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(2)),
        Admission.defaults());
  }

  public HostOptions withWorkers(int count) {
    return new HostOptions(
        count, maxBatch, latencyTarget, limits, batching, maxBytesInFlight, watch, admission);
  }

  public HostOptions withMaxBatch(int images) {
    return new HostOptions(
        workers, images, latencyTarget, limits, batching, maxBytesInFlight, watch, admission);
  }

  public HostOptions withLatencyTarget(Duration target) {
    return new HostOptions(
        workers, maxBatch, target, limits, batching, maxBytesInFlight, watch, admission);
  }

  public HostOptions withLimits(ImageLimits ofImages) {
    return new HostOptions(
        workers, maxBatch, latencyTarget, ofImages, batching, maxBytesInFlight, watch, admission);
  }

  public HostOptions withBatching(Batching policy) {
    return new HostOptions(
        workers, maxBatch, latencyTarget, limits, policy, maxBytesInFlight, watch, admission);
  }

  public HostOptions withMaxBytesInFlight(long bytes) {
    return new HostOptions(
        workers, maxBatch, latencyTarget, limits, batching, bytes, watch, admission);
  }

  public HostOptions withWatch(Watch times) {
    return new HostOptions(
        workers, maxBatch, latencyTarget, limits, batching, maxBytesInFlight, times, admission);
  }

  public HostOptions withAdmission(Admission bounds) {
    return new HostOptions(
        workers, maxBatch, latencyTarget, limits, batching, maxBytesInFlight, watch, bounds);
  }

  Duration decodeDeadline() {
    return watch.decodeDeadline();
  }

  Duration runDeadline() {
    return watch.runDeadline();
  }

  Duration planEvery() {
    return watch.planEvery();
  }
}
