package io.millrace.cli.bench.pipeline;

import io.millrace.cli.cluster.BrokerGroup;
import io.millrace.cli.stack.BrokerSettings;
import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.stack.EmbeddedFlink;
import io.millrace.cli.stack.PortBook;
import io.millrace.cli.stack.PortUse;
import io.millrace.cli.stack.SchemaRegistryProcess;
import io.millrace.cli.stack.Teardown;
import io.millrace.job.serving.ServingHosts;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.TopicAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * A broker and a schema registry in processes of their own, on the cores that everything else has
 * too, and a Flink cluster in this process, so that its threads can be read.
 */
final class Stand implements AutoCloseable {

  /** A broker that compiles as it would in service. */
  private static final List<String> BROKER_JVM = List.of("-Xmx512m", "-XX:+UseG1GC");

  private final DataDirectory directory;
  private final Teardown teardown = new Teardown();
  private final Setup setup;
  private final CompletableFuture<BrokerGroup> broker;
  private final CompletableFuture<SchemaRegistryProcess> registry;
  private final CompletableFuture<EmbeddedFlink> flink;

  /**
   * How large it is.
   *
   * @param parallelism tasks of a job
   * @param partitions of the topics
   * @param workers engine threads
   */
  record Setup(int parallelism, int partitions, int workers) {

    /** A task for each core up to two, as the embedded stack has it, and a worker per core. */
    static Setup ofThisMachine() {
      int cores = Runtime.getRuntime().availableProcessors();
      int tasks = Math.min(2, cores);
      return new Setup(tasks, tasks, cores);
    }
  }

  private Stand(DataDirectory directory, Setup setup) {
    this.directory = directory;
    this.setup = setup;
    PortBook ports = PortBook.choose(directory.ports(), Map.of());
    var node = new BrokerSettings.Node(ports.of(PortUse.KAFKA), ports.of(PortUse.KAFKA_CONTROLLER));
    broker =
        begin(
            "broker",
            () ->
                BrokerGroup.launch(
                    directory.kafka(),
                    directory.logs(),
                    new BrokerSettings(List.of(node)),
                    Map.of(),
                    BROKER_JVM));
    registry =
        begin(
            "schema-registry",
            () ->
                SchemaRegistryProcess.start(
                    directory.registry(),
                    directory.logs().resolve("registry.log"),
                    ports.of(PortUse.REGISTRY)));
    flink =
        begin(
            "flink",
            () ->
                EmbeddedFlink.start(
                    directory.flink(), ports.of(PortUse.FLINK), 2 * setup.parallelism(), Map.of()));
  }

  /** Starts on an empty folder; returns when everything serves and the topics are there. */
  static Stand start(Path folder, Setup setup) throws InterruptedException {
    DataDirectory directory = DataDirectory.open(folder);
    directory.empty();
    Stand stand = new Stand(directory, setup);
    try {
      stand.broker.join().awaitServing();
      stand.registry.join();
      stand.flink.join();
      try (Admin admin = Admin.create(stand.endpoints().kafka())) {
        new TopicAdmin(admin, setup.partitions()).ensure();
        new TopicAdmin(admin, setup.partitions()).ensure(BenchTopics.ALL);
      }
      return stand;
    } catch (RuntimeException | InterruptedException e) {
      stand.close();
      throw e;
    }
  }

  private <T extends AutoCloseable> CompletableFuture<T> begin(String name, Supplier<T> start) {
    return teardown.own(
        name, start, task -> new Thread(task, "millrace-bench-start-" + name).start());
  }

  Setup setup() {
    return setup;
  }

  Endpoints endpoints() {
    return new Endpoints(broker.join().bootstrapServers(), registry.join().url());
  }

  EmbeddedFlink flink() {
    return flink.join();
  }

  /** Where what is started besides has its files. */
  DataDirectory directory() {
    return directory;
  }

  /** Ends everything; the logs of the processes stay, gigabytes of images do not. */
  @Override
  public void close() {
    try {
      ServingHosts.closeIdle();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      teardown.close();
      removeImages();
      directory.close();
    }
  }

  private void removeImages() {
    try (Stream<Path> files = Files.walk(directory.kafka())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the images of the bench stay behind: " + e.getMessage(), e);
    }
  }
}
