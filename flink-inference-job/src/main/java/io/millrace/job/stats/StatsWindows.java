package io.millrace.job.stats;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.BoundedOutOfOrdernessWatermarks;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Tumbling windows of event time.
 *
 * @param size length of a window
 * @param lateness how long after its end a window still takes images in
 * @param disorder how far the timestamps of a partition may lie behind its latest one without being
 *     late
 * @param idleAfter after which a partition without images no longer holds the windows back
 */
public record StatsWindows(Duration size, Duration lateness, Duration disorder, Duration idleAfter)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Whether a window ends between two watermarks, the second one included. */
  public boolean endBetween(long before, long now) {
    return before < now && windows(before) < windows(now);
  }

  /** A watermark says that nothing older comes: a window is over with the one before its end. */
  private long windows(long watermark) {
    long next = watermark == Long.MAX_VALUE ? watermark : watermark + 1;
    return Math.floorDiv(next, size.toMillis());
  }

  /** The watermarks of each partition, from the Kafka timestamps. */
  public <T> WatermarkStrategy<T> watermarks() {
    Duration bound = disorder;
    return WatermarkStrategy.<T>forGenerator(
            context -> new Believed<>(new BoundedOutOfOrdernessWatermarks<>(bound)))
        .withIdleness(idleAfter);
  }

  /** Leaves out what cannot be believed. */
  private record Believed<T>(WatermarkGenerator<T> generator) implements WatermarkGenerator<T> {

    @Override
    public void onEvent(T event, long timestamp, WatermarkOutput output) {
      if (EventTime.isBelievable(timestamp, System.currentTimeMillis())) {
        generator.onEvent(event, timestamp, output);
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      generator.onPeriodicEmit(output);
    }
  }
}
