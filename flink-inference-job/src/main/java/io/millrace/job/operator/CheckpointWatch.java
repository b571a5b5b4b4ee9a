package io.millrace.job.operator;

import java.time.Duration;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a task's outputs have been waiting for a checkpoint that is complete.
 *
 * <p>With exactly-once nobody sees them until then, and a transaction that waits too long is thrown
 * away. Flink counts failed checkpoints, but not one that could not even begin. For the task's
 * thread; the age may be read by others.
 */
final class CheckpointWatch {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointWatch.class);

  private final ProcessingTimeService clock;
  private final long alarmMillis;
  private final Counter alarms;
  private final TreeMap<Long, Long> begun = new TreeMap<>();
  private volatile long since;

  /**
   * A watch that goes on.
   *
   * @param since when the last complete checkpoint was begun, milliseconds since 1970
   * @param alarm age at which it is told, and again each time that it has passed once more
   */
  CheckpointWatch(ProcessingTimeService clock, long since, Duration alarm, MetricGroup metrics) {
    this.clock = clock;
    this.alarmMillis = alarm.toMillis();
    this.alarms = metrics.counter("millrace_checkpoint_alarms");
    metrics.gauge("millrace_checkpoint_age_ms", this::ageMillis);
    this.since = since;
    lookAt(since + alarmMillis);
  }

  /** Outputs from now on are of another checkpoint than that one. */
  void begun(long checkpoint) {
    begun.put(checkpoint, clock.getCurrentProcessingTime());
  }

  void completed(long checkpoint) {
    Long at = begun.get(checkpoint);
    begun.headMap(checkpoint, true).clear();
    if (at != null) {
      since = at;
    }
  }

  /** Time since the last complete checkpoint was begun, or since the job began, milliseconds. */
  long ageMillis() {
    return clock.getCurrentProcessingTime() - since;
  }

  private void lookAt(long time) {
    var unused = clock.registerTimer(time, this::look); // it ends with the task
  }

  private void look(long now) {
    long age = ageMillis();
    if (age < alarmMillis) {
      lookAt(since + alarmMillis);
      return;
    }
    alarms.inc();
    LOG.error(
        "No checkpoint has been complete for {} s. With exactly-once nobody sees the outputs of that time, and the brokers throw them away at --transaction-timeout; otherwise a failure repeats them. See failed checkpoints in Flink's web interface, and the storage of checkpoints.",
        age / 1000);
    lookAt(now + alarmMillis);
  }
}
