package io.millrace.job.operator;

import io.millrace.job.stats.StatsWindows;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a job may ask of the operator besides.
 *
 * @param statistics windows whose summaries it emits; null: none
 * @param gpus where it finds the GPU to run on; null: where {@link OperatorConfig} says
 * @param bounded whether the images end
 */
record Extras(@Nullable StatsWindows statistics, @Nullable GpuOffer gpus, boolean bounded)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  static final Extras NONE = new Extras(null, null, false);
}
