package io.millrace.engine.host;

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
 */
public record HostOptions(int workers, int maxBatch, Duration latencyTarget, ImageLimits limits) {

  public HostOptions {
    List<String> problems = new ArrayList<>();
    if (workers < 1 || workers > 1024) {
      problems.add("workers is " + workers + ", not from 1 to 1024");
    }
    if (maxBatch < 1 || maxBatch > 1024) {
      problems.add("maxBatch is " + maxBatch + ", not from 1 to 1024");
    }
    if (latencyTarget.isNegative() || latencyTarget.isZero()) {
      problems.add("latencyTarget is " + latencyTarget + ", not above 0");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("host options: " + String.join("; ", problems));
    }
  }

  /** A worker per core, batches of at most 32, 100 ms. */
  public static HostOptions defaults() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new HostOptions(cores, 32, Duration.ofMillis(100), ImageLimits.defaults());
  }

  public HostOptions withWorkers(int count) {
    return new HostOptions(count, maxBatch, latencyTarget, limits);
  }

  public HostOptions withMaxBatch(int images) {
    return new HostOptions(workers, images, latencyTarget, limits);
  }

  public HostOptions withLatencyTarget(Duration target) {
    return new HostOptions(workers, maxBatch, target, limits);
  }
}
