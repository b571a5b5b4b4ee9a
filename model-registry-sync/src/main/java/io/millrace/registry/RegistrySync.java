package io.millrace.registry;

import static io.millrace.registry.RegistrySync.State.CLOSED;
import static io.millrace.registry.RegistrySync.State.FAILED;
import static io.millrace.registry.RegistrySync.State.READY;
import static io.millrace.registry.RegistrySync.State.STARTING;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;

import io.millrace.registry.http.Answers;
import io.millrace.registry.http.Figures;
import io.millrace.registry.http.HttpOptions;
import io.millrace.registry.http.QueryServer;
import io.millrace.registry.http.QueryServerException;
import io.millrace.registry.topology.Queries;
import io.millrace.registry.topology.RegistryTopology;
import io.millrace.schemas.Endpoints;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running program, in this process.
 *
 * <p>STARTING until it decides, then READY; back to STARTING while Kafka or the schema registry
 * does not answer, for as long as that takes; FAILED where trying again would not help; CLOSED at
 * the end.
 */
public final class RegistrySync implements AutoCloseable {

  /** How it stands. */
  public enum State {
    STARTING,
    READY,
    FAILED,
    CLOSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(RegistrySync.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Environment environment;
  private final KafkaStreams streams;
  private final Consumer<State> listener;
  private @Nullable QueryServer server;
  private volatile State state = STARTING;
  private volatile @Nullable Throwable failure;

  private RegistrySync(Environment environment, KafkaStreams streams, Consumer<State> listener) {
    this.environment = environment;
    this.streams = streams;
    this.listener = listener;
  }

  /**
   * Makes sure that the topics are there and safe, and starts to decide.
   *
   * @param listener told of each change of the state, on a thread of this program: it must not wait
   * @throws SyncStartException if the broker, the topics, the registry or the folder do not allow
   *     it
   */
  public static RegistrySync start(
      Endpoints endpoints, SyncOptions options, Consumer<State> listener)
      throws InterruptedException {
    Environment environment = Environment.check(endpoints, options);
    KafkaStreams streams = null;
    QueryServer server = null;
    try {
      streams = streams(endpoints, options, environment);
      RegistrySync sync = new RegistrySync(environment, streams, listener);
      streams.setStateListener((now, before) -> sync.streamsAre(now));
      streams.setUncaughtExceptionHandler(sync::onFailure);
      server = server(sync, environment, options.http());
      sync.server = server;
      streams.start();
      return sync;
    } catch (QueryServerException e) {
      undo(environment, streams, server);
      throw new SyncStartException(String.valueOf(e.getMessage()), e);
    } catch (StreamsException e) {
      undo(environment, streams, server);
      throw new SyncStartException(
          "Cannot use the state folder %s (is another model-registry-sync using it?): %s"
              .formatted(options.stateDir(), e.getMessage()),
          e);
    }
  }

  private static void undo(
      Environment environment, @Nullable KafkaStreams streams, @Nullable QueryServer server) {
    if (server != null) {
      server.close();
    }
    if (streams != null) {
      streams.close(CLOSE_TIMEOUT);
    }
    environment.close();
  }

  /** Listens from the start, so that whoever asks hears that it is not ready yet. */
  private static @Nullable QueryServer server(
      RegistrySync sync, Environment environment, @Nullable HttpOptions http) {
    if (http == null) {
      return null;
    }
    Queries queries = new Queries(sync.streams, environment.registry());
    InstantSource clock = InstantSource.system();
    var figures =
        new Figures(queries, clock, () -> sync.problem(queries).isEmpty(), sync.streams::metrics);
    return QueryServer.start(
        new Answers(queries, clock), figures, () -> sync.problem(queries), http);
  }

  private Optional<String> problem(Queries queries) {
    return state == READY
        ? queries.problem()
        : Optional.of("model-registry-sync is %s.".formatted(state));
  }

  private static KafkaStreams streams(
      Endpoints endpoints, SyncOptions options, Environment environment) {
    Topology topology =
        RegistryTopology.build(environment.registry(), environment, options.guardsService());
    return new KafkaStreams(topology, StreamsSettings.of(endpoints, options));
  }

  private void streamsAre(KafkaStreams.State now) {
    switch (now) {
      case RUNNING -> become(READY);
      case ERROR -> become(FAILED);
      case CREATED, REBALANCING -> become(STARTING);
      case PENDING_SHUTDOWN, PENDING_ERROR, NOT_RUNNING -> {}
    }
  }

  private void become(State next) {
    synchronized (this) {
      if (state == next || state == CLOSED || state == FAILED) {
        return;
      }
      state = next;
      notifyAll();
    }
    LOG.info("model-registry-sync is {}.", next);
    listener.accept(next);
  }

  private StreamThreadExceptionResponse onFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException || cause instanceof MissingSourceTopicException) {
        LOG.warn("Kafka or the schema registry does not answer; trying again.", failure);
        return REPLACE_THREAD;
      }
    }
    LOG.error("model-registry-sync cannot go on.", failure);
    this.failure = failure;
    return SHUTDOWN_CLIENT;
  }

  public State state() {
    return state;
  }

  /** The port on which questions are answered; -1 without HTTP. */
  public int httpPort() {
    return server == null ? -1 : server.port();
  }

  /** What made it fail; null unless it has FAILED. */
  public @Nullable Throwable failure() {
    return failure;
  }

  /**
   * Waits until it decides.
   *
   * @return whether it is READY in time; false at once where it has failed or is closed
   */
  public synchronized boolean awaitReady(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (state == STARTING) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return state == READY;
  }

  /** Ends it; the next start goes on where this one stopped. */
  @Override
  public void close() {
    become(CLOSED);
    if (server != null) {
      server.close();
    }
    // Without leaving the group, the next start would wait until this membership has run out.
    boolean ended =
        streams.close(
            CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    environment.close();
    if (!ended) {
      throw new IllegalStateException(
          "model-registry-sync did not end within %s.".formatted(CLOSE_TIMEOUT));
    }
  }
}
