package io.millrace.job.delivery;

import io.millrace.job.delivery.Trace.Origins;
import java.util.Map;

/** Outputs that a checkpoint counts as written were thrown away by the broker. */
public final class LostTransactionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * It is said once for all.
   *
   * @param id of one of the transactions
   * @param lost per partition the images whose outputs all of them held
   */
  LostTransactionException(String id, Map<Integer, Origins> lost, Throwable refusal) {
    super(
        "The broker has given up transaction %s before it was committed (%s). The outputs of these images are lost: %s of the images topic. The outage was longer than --transaction-timeout, or another job has the same --group-id. Score them again: start the job without this checkpoint, from offsets before them."
            .formatted(id, refusal.getMessage(), Trace.inWords(lost)),
        refusal);
  }
}
