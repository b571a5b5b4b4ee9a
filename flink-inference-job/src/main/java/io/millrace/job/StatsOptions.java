package io.millrace.job;

import io.millrace.job.stats.StatsWindows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the statistics. */
final class StatsOptions {

  @Option(
      names = "--stats-window",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      description =
          "Write statistics of predictions, per source, model and version, for each such span of"
              + " event time to the topic prediction-stats. Default: none.")
  @Nullable Duration window;

  @Option(
      names = "--stats-lateness",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      defaultValue = "10s",
      description =
          "How long after its end a window still takes late images in, and is written again; later"
              + " ones are written on their own (default: ${DEFAULT-VALUE}).")
  Duration lateness = Duration.ofSeconds(10);

  @Option(
      names = "--stats-disorder",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      defaultValue = "5s",
      description =
          "How far timestamps of a partition may be out of order before an image is late (default:"
              + " ${DEFAULT-VALUE}).")
  Duration disorder = Duration.ofSeconds(5);

  @Option(
      names = "--stats-idle-after",
      converter = OptionTypes.DurationType.class,
      paramLabel = "DURATION",
      defaultValue = "30s",
      description =
          "After which a partition without images no longer holds windows back (default:"
              + " ${DEFAULT-VALUE}).")
  Duration idleAfter = Duration.ofSeconds(30);

  /** The windows; null: no statistics. */
  @Nullable StatsWindows windows() {
    return window == null ? null : new StatsWindows(window, lateness, disorder, idleAfter);
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (window != null && window.compareTo(Duration.ofSeconds(1)) < 0) {
      problems.add("--stats-window must be at least 1s");
    }
    if (idleAfter.isZero()) {
      problems.add("--stats-idle-after must be more than zero");
    }
    return problems;
  }
}
