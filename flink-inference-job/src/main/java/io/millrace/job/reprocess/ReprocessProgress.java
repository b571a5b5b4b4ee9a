package io.millrace.job.reprocess;

import io.millrace.schemas.Endpoints;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/**
 * How far a reprocessing is, seen from its output topics: it works wherever the job runs. Images
 * that are passed over show only when the job has ended. For one thread.
 */
public final class ReprocessProgress implements AutoCloseable {

  private final Admin admin;
  private final Brokers brokers;
  private final List<String> topics;
  private final long total;
  private final long before;

  private ReprocessProgress(Admin admin, ReprocessPlan plan) throws InterruptedException {
    this.admin = admin;
    this.brokers = new Brokers(admin);
    this.topics = List.of(plan.output().name(), plan.deadLetters().name());
    this.total = plan.range().size();
    this.before = brokers.records(topics);
  }

  /** Counts from now on; begin before the job does. */
  public static ReprocessProgress of(Endpoints endpoints, ReprocessPlan plan)
      throws InterruptedException {
    return new ReprocessProgress(Admin.create(endpoints.kafka()), plan);
  }

  /** Offsets of the range that have become predictions or dead letters. */
  public long done() throws InterruptedException {
    return Math.min(total, brokers.records(topics) - before);
  }

  /** Offsets of the range. */
  public long total() {
    return total;
  }

  @Override
  public void close() {
    admin.close();
  }
}
