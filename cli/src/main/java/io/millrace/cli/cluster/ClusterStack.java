package io.millrace.cli.cluster;

import io.millrace.cli.stack.Announcement;
import io.millrace.cli.stack.BrokerSettings;
import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.stack.PortBook;
import io.millrace.cli.stack.PortUse;
import io.millrace.cli.stack.SchemaRegistryProcess;
import io.millrace.cli.stack.StackEndpoints;
import io.millrace.cli.stack.Teardown;
import io.millrace.cli.terminal.UserError;
import io.millrace.schemas.Endpoints;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brokers, a schema registry and a Flink cluster, each a process of its own, on one data directory;
 * and whatever is started on top of them.
 *
 * <p>{@link #launch} begins to start everything side by side, {@link #awaitReady} returns when all
 * of it serves. {@link #close} may come at any moment and from any thread: it waits for starts that
 * are under way, then closes everything, the newest first.
 */
public final class ClusterStack implements AutoCloseable {

  private final DataDirectory directory;
  private final PortBook ports;
  private final Teardown teardown = new Teardown();
  private final Announcement announcement;
  private final Consumer<String> progress;
  private final CompletableFuture<BrokerGroup> brokers;
  private final CompletableFuture<SchemaRegistryProcess> registry;
  private final CompletableFuture<FlinkCluster> flink;

  private ClusterStack(
      DataDirectory directory,
      PortBook ports,
      FlinkJars jars,
      ClusterOptions options,
      Consumer<String> progress) {
    this.directory = directory;
    this.ports = ports;
    this.announcement = new Announcement(directory);
    this.progress = progress;
    Path logs = directory.logs();
    brokers =
        teardown.begin(
            "brokers",
            () ->
                BrokerGroup.launch(
                    directory.kafka(),
                    logs,
                    new BrokerSettings(nodes(ports, options.brokers())),
                    options.brokerSettings()));
    registry =
        teardown.begin(
            "schema registry",
            () ->
                SchemaRegistryProcess.start(
                    directory.registry(),
                    logs.resolve("registry.log"),
                    ports.of(PortUse.REGISTRY)));
    flink =
        teardown.begin(
            "Flink",
            () -> FlinkCluster.launch(directory.flink(), logs, ports, jars, options.flink()));
  }

  /**
   * Chooses the ports and begins to start everything.
   *
   * @throws UserError if the options contradict each other, a chosen port is taken, or the jars are
   *     not built; nothing is started then
   */
  public static ClusterStack launch(DataDirectory directory, ClusterOptions options) {
    return launch(directory, options, part -> {});
  }

  /**
   * The same, with a listener.
   *
   * @param progress is told the name of each part that has come to serve
   */
  public static ClusterStack launch(
      DataDirectory directory, ClusterOptions options, Consumer<String> progress) {
    if (!options.problems().isEmpty()) {
      throw UserError.refused(String.join("; ", options.problems()) + ".");
    }
    FlinkJars jars = FlinkJars.find();
    var ports = PortBook.choose(directory.ports(), options.ports().asked());
    return new ClusterStack(directory, ports, jars, options, progress);
  }

  private static List<BrokerSettings.Node> nodes(PortBook ports, int brokers) {
    return Stream.of(
            node(ports, PortUse.KAFKA, PortUse.KAFKA_CONTROLLER),
            node(ports, PortUse.KAFKA_2, PortUse.KAFKA_CONTROLLER_2),
            node(ports, PortUse.KAFKA_3, PortUse.KAFKA_CONTROLLER_3))
        .limit(brokers)
        .toList();
  }

  private static BrokerSettings.Node node(PortBook ports, PortUse client, PortUse controller) {
    return new BrokerSettings.Node(ports.of(client), ports.of(controller));
  }

  /** Returns this stack when every part serves; closes it and throws the reason if one does not. */
  public ClusterStack awaitReady() {
    try {
      brokers.join().awaitServing();
      progress.accept("brokers");
      registry.join();
      progress.accept("schema registry");
      flink.join().awaitServing();
      progress.accept("Flink");
      return this;
    } catch (CompletionException e) {
      throw closed(e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) {
      throw closed(e);
    }
  }

  private RuntimeException closed(Throwable reason) {
    try {
      close();
    } catch (RuntimeException alsoFailed) {
      reason.addSuppressed(alsoFailed);
    }
    return reason instanceof RuntimeException known
        ? known
        : UserError.failed("the cluster did not start: " + reason, reason);
  }

  /** Starts a program on top of the stack; it is closed before everything that it stands on. */
  public <T extends AutoCloseable> T own(String name, Supplier<T> start) {
    return teardown.own(name, start);
  }

  public BrokerGroup brokers() {
    return brokers.join();
  }

  public SchemaRegistryProcess registry() {
    return registry.join();
  }

  public FlinkCluster flink() {
    return flink.join();
  }

  /** All processes but the registry, whose only handle is its process id. */
  public List<Member> members() {
    return Stream.concat(brokers().members().stream(), flink().members().stream()).toList();
  }

  /** Brokers and schema registry, as a client on this machine reaches them. */
  public Endpoints endpoints() {
    return new Endpoints(brokers().bootstrapServers(), registry().url());
  }

  /** The folder that savepoints may be written to. */
  public Path savepoints() {
    return directory.flink().resolve("savepoints");
  }

  /** The port that is kept for the HTTP gateway. */
  public int gatewayPort() {
    return ports.of(PortUse.GATEWAY);
  }

  /**
   * The arguments that every inference job on this stack needs; more can be appended.
   *
   * @param defaultModel model of the images that name none
   */
  public List<String> jobArguments(String defaultModel) {
    return List.of(
        "--bootstrap-servers",
        brokers().bootstrapServers(),
        "--schema-registry",
        registry().url(),
        "--default-model",
        defaultModel,
        "--checkpoint-interval",
        "2s",
        "--crash-journal",
        directory.flink().resolve("crash-journal").toString());
  }

  /** Tells other shells, by {@code stack.json}, where everything is reached. */
  public StackEndpoints announce(@Nullable String gatewayUrl) {
    var endpoints =
        new StackEndpoints(
            brokers().bootstrapServers(),
            registry().url(),
            flink().rest().url(),
            gatewayUrl,
            ProcessHandle.current().pid(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
    announcement.make(endpoints);
    return endpoints;
  }

  /** Idempotent; every part is closed even if another one fails to. */
  @Override
  public void close() {
    try {
      announcement.retract();
    } finally {
      teardown.close();
    }
  }
}
