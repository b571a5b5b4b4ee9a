package io.millrace.job.operator;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;

/**
 * A number of records, as a metric while the job runs and as an accumulator in its result when it
 * has ended. The result counts from the last restart on.
 */
public final class Tally {

  /** Predictions emitted. */
  public static final String PREDICTIONS = "millrace_predictions";

  /** Records that could not be scored. */
  public static final String DEAD_LETTERS = "millrace_dead_letters";

  /** Records of a model that the job does not score. */
  public static final String PASSED_OVER = "millrace_passed_over";

  private final Counter metric;
  private final LongCounter total;

  private Tally(Counter metric, LongCounter total) {
    this.metric = metric;
    this.total = total;
  }

  static Tally of(String name, RuntimeContext context) {
    LongCounter total = new LongCounter();
    context.addAccumulator(name, total);
    return new Tally(context.getMetricGroup().counter(name), total);
  }

  void inc() {
    metric.inc();
    total.add(1);
  }
}
