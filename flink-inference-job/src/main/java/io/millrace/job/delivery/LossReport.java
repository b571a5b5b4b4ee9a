package io.millrace.job.delivery;

import io.millrace.job.delivery.Trace.Origins;
import java.util.Map;

/** Where tasks that have lost outputs at the same time hear of each other. */
@FunctionalInterface
interface LossReport {

  /**
   * Tells the others, and gives them the time to tell theirs.
   *
   * @param own per partition the images whose outputs this task has lost
   * @return those of all tasks
   */
  Map<Integer, Origins> tell(Map<Integer, Origins> own) throws InterruptedException;
}
