package io.millrace.job.serving;

import java.io.Serializable;

/** Where a task has its {@link Serving} from; shipped to the task. */
public interface ServingSource extends Serializable {

  /** The models of this process. Whoever acquires releases once. */
  Serving acquire();

  /** Gives an acquired use back. */
  void release();
}
