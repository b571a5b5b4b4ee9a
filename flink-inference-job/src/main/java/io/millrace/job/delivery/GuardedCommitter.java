package io.millrace.job.delivery;

import io.millrace.job.delivery.Trace.Origins;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's committer, whose refused transactions are looked into.
 *
 * <p>A broker refuses a transaction that it has given up and one that was committed before, in the
 * same words, and Flink's own committer logs both and goes on. The second is ordinary: a job that
 * is restored from a checkpoint commits again what was committed when it failed.
 */
final class GuardedCommitter implements Committer<GuardedCommittable> {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedCommitter.class);

  private final Committer<KafkaCommittable> kafka;
  private final Outcome outcome;
  private final LossReport report;
  private final Counter failed;

  /** What became of a transaction. */
  @FunctionalInterface
  interface Outcome {

    /**
     * Whether a reader of committed records sees the record.
     *
     * @throws IOException if that cannot be found out now
     */
    boolean isVisible(Fingerprint record) throws IOException;
  }

  GuardedCommitter(
      Committer<KafkaCommittable> kafka, Outcome outcome, LossReport report, Counter failed) {
    this.kafka = kafka;
    this.outcome = outcome;
    this.report = report;
    this.failed = failed;
  }

  @Override
  public void commit(Collection<CommitRequest<GuardedCommittable>> requests)
      throws IOException, InterruptedException {
    List<Watched> watched = requests.stream().map(Watched::new).toList();
    kafka.commit(List.copyOf(watched));
    List<Watched> lost = new ArrayList<>();
    for (Watched request : watched) {
      if (request.refusal != null && isLost(request)) {
        lost.add(request);
      }
    }
    if (!lost.isEmpty()) {
      end(lost);
    }
  }

  private boolean isLost(Watched refused) throws IOException {
    GuardedCommittable committable = refused.request.getCommittable();
    if (!outcome.isVisible(committable.trace().last())) {
      return true;
    }
    LOG.info(
        "Transaction {} was committed before; nothing is lost.",
        committable.transaction().getTransactionalId());
    refused.request.signalAlreadyCommitted();
    return false;
  }

  private void end(List<Watched> lost) throws InterruptedException {
    Map<Integer, Origins> origins = new HashMap<>();
    for (Watched each : lost) {
      failed.inc();
      each.request.signalFailedWithKnownReason(each.refusal());
      each.request
          .getCommittable()
          .trace()
          .origins()
          .forEach((partition, some) -> origins.merge(partition, some, Origins::and));
    }
    Watched first = lost.get(0);
    String id = first.getCommittable().getTransactionalId();
    // Not restarted: the next attempt would find the same, or go on behind a hole.
    throw new SuppressRestartsException(
        new LostTransactionException(id, report.tell(origins), first.refusal()));
  }

  @Override
  public void close() throws IOException {
    Ends.close(kafka);
  }

  /** A request whose refusal is kept to be judged. */
  private static final class Watched implements CommitRequest<KafkaCommittable> {

    private final CommitRequest<GuardedCommittable> request;
    private @Nullable Throwable refusal;

    Watched(CommitRequest<GuardedCommittable> request) {
      this.request = request;
    }

    Throwable refusal() {
      return Objects.requireNonNull(refusal, "it was not refused");
    }

    @Override
    public KafkaCommittable getCommittable() {
      return request.getCommittable().transaction();
    }

    @Override
    public int getNumberOfRetries() {
      return request.getNumberOfRetries();
    }

    @Override
    public void signalFailedWithKnownReason(Throwable cause) {
      refusal = cause;
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable cause) {
      request.signalFailedWithUnknownReason(cause);
    }

    @Override
    public void retryLater() {
      request.retryLater();
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable transaction) {
      request.updateAndRetryLater(
          new GuardedCommittable(transaction, request.getCommittable().trace()));
    }

    @Override
    public void signalAlreadyCommitted() {
      request.signalAlreadyCommitted();
    }
  }
}
