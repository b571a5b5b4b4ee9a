package io.millrace.job.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/** Asks the brokers, before a job starts, whether exactly-once can hold. */
public final class Preflight {

  private static final String MAXIMUM = "transaction.max.timeout.ms";

  /** Longest watch on the transactions of another run. */
  private static final Duration LONGEST_WATCH = Duration.ofSeconds(30);

  private static final long LOOK_AGAIN_MILLIS = 200;

  private final Admin admin;

  private Preflight(Admin admin) {
    this.admin = admin;
  }

  /**
   * Everything that speaks against the start.
   *
   * @param prefixes what the transactional ids of the job begin with
   * @throws IllegalStateException if the brokers do not answer
   */
  public static List<String> problems(
      Map<String, Object> kafka, TransactionBudget budget, Set<String> prefixes) {
    try (Admin admin = Admin.create(kafka)) {
      var preflight = new Preflight(admin);
      List<String> problems = new ArrayList<>(budget.problems(preflight.maximum()));
      if (problems.isEmpty()) {
        preflight.liveJob(budget, prefixes).ifPresent(problems::add);
      }
      return problems;
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The brokers at %s could not be asked for their transactions: %s"
              .formatted(kafka.get("bootstrap.servers"), e.getCause()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the brokers were asked.", e);
    }
  }

  private Duration maximum() throws ExecutionException, InterruptedException {
    List<ConfigResource> brokers =
        admin.describeCluster().nodes().get().stream()
            .map(Node::idString)
            .map(id -> new ConfigResource(ConfigResource.Type.BROKER, id))
            .toList();
    return admin.describeConfigs(brokers).all().get().values().stream()
        .map(config -> config.get(MAXIMUM))
        .map(entry -> Duration.ofMillis(Long.parseLong(entry.value())))
        .min(Duration::compareTo)
        .orElseThrow(() -> new IllegalStateException("The cluster names no broker."));
  }

  /**
   * Whether another job of the same name is at work.
   *
   * <p>Open transactions alone do not say so, for a job that was killed leaves them behind; but
   * only one that lives commits them. One that has nothing to write is not seen.
   */
  private Optional<String> liveJob(TransactionBudget budget, Set<String> prefixes)
      throws ExecutionException, InterruptedException {
    Set<String> open = open(prefixes);
    Duration watch = budget.checkpointInterval().multipliedBy(2).plusSeconds(1);
    long end = System.nanoTime() + min(watch, LONGEST_WATCH).toNanos();
    while (!open.isEmpty() && System.nanoTime() < end) {
      Optional<String> committed = committed(open);
      if (committed.isPresent()) {
        return committed.map(
            id ->
                "another job with this --group-id is running (it has just committed transaction %s): stop it first, or take another --group-id"
                    .formatted(id));
      }
      // Nobody tells of a commit, and this thread has nothing else to do.
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
    return Optional.empty();
  }

  private Set<String> open(Set<String> prefixes) throws ExecutionException, InterruptedException {
    var options = new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING));
    Collection<TransactionListing> all = admin.listTransactions(options).all().get();
    return all.stream()
        .map(TransactionListing::transactionalId)
        .filter(id -> prefixes.stream().anyMatch(id::startsWith))
        .collect(Collectors.toSet());
  }

  private Optional<String> committed(Set<String> ids)
      throws ExecutionException, InterruptedException {
    Map<String, TransactionDescription> now = admin.describeTransactions(ids).all().get();
    return now.entrySet().stream()
        .filter(
            entry ->
                entry.getValue().state() == TransactionState.COMPLETE_COMMIT
                    || entry.getValue().state() == TransactionState.PREPARE_COMMIT)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
