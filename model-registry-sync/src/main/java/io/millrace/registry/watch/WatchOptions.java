package io.millrace.registry.watch;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What is watched.
 *
 * @param directory holds {@code <model>/<number>/model.onnx}
 * @param interval between two looks; a version is taken when two looks find it the same
 */
public record WatchOptions(Path directory, WatchPolicy policy, Duration interval) {

  public WatchOptions {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("the watch interval must be above 0, not " + interval);
    }
  }
}
