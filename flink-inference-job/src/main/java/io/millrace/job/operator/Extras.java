package io.millrace.job.operator;

import io.millrace.job.stats.StatsWindows;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a job may ask of the operator besides.
 *
 * @param statistics windows whose summaries it emits; null: none
 * @param gpus where it finds the GPU to run on; null: where {@link OperatorConfig} says
 * @param bounded whether the images end
 * @param crashJournal folder that says after a crash what was under way; null: nobody knows
 * @param rewindGuard brokers who say whether a restored task goes back; null: it may
 * @param checkpointAlarm after how long without a complete checkpoint it complains
 */
record Extras(
    @Nullable StatsWindows statistics,
    @Nullable GpuOffer gpus,
    boolean bounded,
    @Nullable String crashJournal,
    @Nullable String rewindGuard,
    Duration checkpointAlarm)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  static final Extras NONE = new Extras(null, null, false, null, null, Duration.ofMinutes(5));

  Extras withStatistics(StatsWindows windows) {
    return new Extras(windows, gpus, bounded, crashJournal, rewindGuard, checkpointAlarm);
  }

  Extras withGpus(GpuOffer offer) {
    return new Extras(statistics, offer, bounded, crashJournal, rewindGuard, checkpointAlarm);
  }

  Extras thatAreBounded() {
    return new Extras(statistics, gpus, true, crashJournal, rewindGuard, checkpointAlarm);
  }

  Extras withCrashJournal(String folder) {
    return new Extras(statistics, gpus, bounded, folder, rewindGuard, checkpointAlarm);
  }

  Extras withCheckpointAlarm(Duration alarm) {
    return new Extras(statistics, gpus, bounded, crashJournal, rewindGuard, alarm);
  }

  Extras withRewindGuard(String bootstrapServers) {
    return new Extras(statistics, gpus, bounded, crashJournal, bootstrapServers, checkpointAlarm);
  }
}
