package io.millrace.cli.stack;

import io.millrace.cli.terminal.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A broker, a schema registry and a Flink cluster on one data directory, and whatever programs run
 * on top of them.
 *
 * <p>{@link #launch} begins to start the three side by side; {@link #awaitReady} returns when all
 * three serve. {@link #close} may come at any moment and from any thread, a shutdown hook's
 * included: it waits for starts that are under way, then closes everything, the newest first.
 */
public final class EmbeddedStack implements AutoCloseable {
  private final DataDirectory directory;
  private final PortBook ports;
  private final Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Teardown teardown = new Teardown();
  private final Announcement announcement;
  private final CompletableFuture<UserError> failure = new CompletableFuture<>();
  private final CompletableFuture<EmbeddedBroker> broker;
  private final CompletableFuture<SchemaRegistryProcess> registry;
  private final CompletableFuture<EmbeddedFlink> flink;

  private EmbeddedStack(DataDirectory directory, PortBook ports, StackOptions options) {
    this.directory = directory;
    this.ports = ports;
    this.announcement = new Announcement(directory);
    Path registryLog = directory.logs().resolve("registry.log");
    broker =
        teardown.begin(
            "broker",
            () ->
                EmbeddedBroker.start(
                    directory.kafka(),
                    ports.of(PortUse.KAFKA),
                    ports.of(PortUse.KAFKA_CONTROLLER)));
    registry =
        teardown.begin(
            "schema-registry",
            () ->
                SchemaRegistryProcess.start(
                    directory.registry(), registryLog, ports.of(PortUse.REGISTRY)));
    flink =
        teardown.begin(
            "flink",
            () ->
                EmbeddedFlink.start(
                    directory.flink(),
                    ports.of(PortUse.FLINK),
                    options.taskSlots(),
                    FlinkSettings.prometheus(options.metricsPort(), 1)));
    // The start's own failure is awaitReady's to tell.
    var unused =
        registry.thenCompose(started -> started.ended().thenAccept(code -> died(started, code)));
  }

  /**
   * Chooses the ports and begins to start everything.
   *
   * @throws UserError if the options contradict each other or a chosen port is taken; nothing is
   *     started then
   */
  public static EmbeddedStack launch(DataDirectory directory, StackOptions options) {
    if (!options.problems().isEmpty()) {
      throw UserError.refused(String.join("; ", options.problems()));
    }
    if (Files.exists(directory.kafka().resolve("cluster-id"))) {
      throw UserError.refused(
          "%s holds the topics of millrace cluster up. Choose another folder with --data-dir."
              .formatted(directory.kafka()));
    }
    var ports = PortBook.choose(directory.ports(), options.asked());
    return new EmbeddedStack(directory, ports, options);
  }

  private void died(SchemaRegistryProcess started, int code) {
    fail(
        UserError.failed(
            "the schema registry (pid %d) ended on its own with code %d; see %s"
                .formatted(started.pid(), code, directory.logs().resolve("registry.log"))));
  }

  /** Returns this stack when every part serves; closes it and throws the reason if one does not. */
  public EmbeddedStack awaitReady() {
    try {
      CompletableFuture.allOf(broker, registry, flink).join();
      announcement.requireOpen();
      return this;
    } catch (CompletionException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      try {
        close();
      } catch (RuntimeException alsoFailed) {
        reason.addSuppressed(alsoFailed);
      }
      throw reason instanceof UserError known
          ? known
          : UserError.failed("the stack did not start: " + reason, reason);
    }
  }

  /**
   * Starts a program on top of the stack, on the calling thread; it is closed before everything
   * that it stands on.
   */
  public <T extends AutoCloseable> T own(String name, Supplier<T> start) {
    return teardown.own(name, start);
  }

  /** Where the stack is reached. Only after {@link #awaitReady}. */
  public StackEndpoints endpoints(@Nullable String gatewayUrl) {
    return new StackEndpoints(
        broker.join().bootstrapServers(),
        registry.join().url(),
        flink.join().url(),
        gatewayUrl,
        ProcessHandle.current().pid(),
        startedAt);
  }

  /** Tells other shells, by {@code stack.json}, that everything in it serves. */
  public void announce(StackEndpoints endpoints) {
    announcement.make(endpoints);
  }

  /** The Flink cluster. Only after {@link #awaitReady}. */
  public EmbeddedFlink flink() {
    return flink.join();
  }

  /** The port that is kept for the HTTP gateway; nothing of the stack itself listens there. */
  public int gatewayPort() {
    return ports.of(PortUse.GATEWAY);
  }

  /** Completes when a part has failed on its own, never by {@link #close}. */
  public CompletableFuture<UserError> failure() {
    return failure;
  }

  /** For the programs on top of the stack: reports a failure that the stack should not outlive. */
  public void fail(UserError reason) {
    if (!announcement.isOver()) {
      failure.complete(reason);
    }
  }

  /**
   * Idempotent. Every part is closed even if another one fails to; the failures are thrown
   * together.
   */
  @Override
  public void close() {
    try {
      announcement.retract();
    } finally {
      teardown.close();
    }
  }
}
