package io.millrace.job.serving;

import java.io.Serializable;

/** Where a task has its {@link Serving} from; shipped to the task. */
public interface ServingSource extends Serializable {

  /** The models of this process. Whoever acquires releases once. */
  Serving acquire();

  /**
   * The same on a GPU of this machine.
   *
   * @param index number of the GPU
   */
  ServingSource onGpu(int index);

  /** Gives an acquired use back. */
  void release();
}
