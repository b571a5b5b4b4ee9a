package io.millrace.job.delivery;

/** Outputs that a checkpoint counts as written were thrown away by the broker. */
public final class LostTransactionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LostTransactionException(String id, GuardedCommittable lost, Throwable refusal) {
    super(
        "The broker has given up transaction %s before it was committed (%s). The outputs of these images are lost: %s of the images topic. The outage was longer than --transaction-timeout, or another job has the same --group-id. Score them again: start the job without this checkpoint, from offsets before them."
            .formatted(id, refusal.getMessage(), lost.trace().inWords()),
        refusal);
  }
}
