package io.millrace.job.sql;

import io.millrace.engine.outcome.Outcome.Scored;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** How one declared column gets its value, in Flink's internal format. */
@FunctionalInterface
interface OutputColumn extends Serializable {

  /** From what the model says. */
  @Nullable Object of(Scored scored);

  /** Where there is no result. */
  default @Nullable Object ofError(String error) {
    return null;
  }
}
