package io.millrace.tests.stack;

import static java.util.Objects.requireNonNull;

import io.millrace.registry.RegistrySync;
import io.millrace.registry.SyncOptions;
import io.millrace.registry.SyncStartException;
import io.millrace.schemas.Endpoints;
import io.millrace.tests.samples.FashionMnist;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.MountableFile;

/**
 * Millrace on the images that docker-compose.yml names, with its settings: broker, schema registry,
 * JobManager and TaskManager in containers on a network of their own, the registry sync in this
 * process. For Linux on the machine's own architecture: the native libraries are those of the class
 * path.
 */
public final class ContainerStack implements Stack {

  private static final String REGISTRY_PATH = "/apis/ccompat/v7";
  private static final int REGISTRY_PORT = 8080;
  private static final int FLINK_PORT = 8081;
  private static final String INSIDE = "broker:19092";
  private static final Duration START = Duration.ofMinutes(3);

  private static final String FLINK_PROPERTIES =
      """
      jobmanager.rpc.address: jobmanager
      parallelism.default: 2
      taskmanager.numberOfTaskSlots: 2
      taskmanager.memory.process.size: 2g
      taskmanager.memory.task.off-heap.size: 512m
      taskmanager.memory.managed.size: 0m
      """;

  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final Network network = own(Network.newNetwork());
  private final KafkaContainer broker = own(broker());
  private final GenericContainer<?> registry = own(registry());
  private final GenericContainer<?> jobManager = own(jobManager());
  private final GenericContainer<?> taskManager = own(taskManager());

  private ContainerStack() {}

  /** Whether a Docker engine answers. */
  static boolean isDockerHere() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  /**
   * Starts it.
   *
   * @param folder for the state of the registry sync
   */
  public static ContainerStack open(Path folder) {
    var stack = new ContainerStack();
    try {
      stack.broker.start();
      stack.registry.start();
      stack.startSync(folder);
      stack.jobManager.start();
      stack.taskManager.start();
      return stack;
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  /** Testcontainers makes the listener for this machine; the other one is for the containers. */
  private KafkaContainer broker() {
    return new KafkaContainer("apache/kafka:" + version("kafka"))
        .withNetwork(network)
        .withListener(INSIDE)
        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
        .withEnv("KAFKA_MESSAGE_MAX_BYTES", "2097152")
        .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1")
        .withStartupTimeout(START);
  }

  private GenericContainer<?> registry() {
    return container("quay.io/apicurio/apicurio-registry:" + version("apicurio"), "registry")
        .withEnv(
            Map.of(
                "APICURIO_STORAGE_KIND",
                "kafkasql",
                "APICURIO_KAFKASQL_BOOTSTRAP_SERVERS",
                INSIDE,
                "APICURIO_RULES_GLOBAL_COMPATIBILITY",
                "BACKWARD_TRANSITIVE"))
        .withExposedPorts(REGISTRY_PORT)
        .waitingFor(
            Wait.forHttp(REGISTRY_PATH + "/subjects")
                .forPort(REGISTRY_PORT)
                .forStatusCode(200)
                .withStartupTimeout(START));
  }

  private GenericContainer<?> jobManager() {
    return flink("jobmanager")
        .withCommand(
            "standalone-job",
            "--job-classname",
            "io.millrace.job.launch.RunInferenceJob",
            "--bootstrap-servers=" + INSIDE,
            "--schema-registry=http://registry:" + REGISTRY_PORT + REGISTRY_PATH,
            "--default-model=" + FashionMnist.MODEL,
            "--checkpoint-interval=2s")
        .withExposedPorts(FLINK_PORT)
        .waitingFor(
            Wait.forHttp("/overview")
                .forPort(FLINK_PORT)
                .forStatusCode(200)
                .withStartupTimeout(START));
  }

  private GenericContainer<?> taskManager() {
    return flink("taskmanager")
        .withCommand("taskmanager")
        .waitingFor(
            Wait.forLogMessage(".*Successful registration at resource manager.*", 1)
                .withStartupTimeout(START));
  }

  private GenericContainer<?> flink(String alias) {
    GenericContainer<?> flink =
        container("flink:" + version("flink") + "-java17", alias)
            .withEnv("FLINK_PROPERTIES", FLINK_PROPERTIES);
    new FlinkJars(io.millrace.cli.cluster.FlinkJars.find())
        .layout()
        .forEach(
            (path, jar) -> flink.withCopyFileToContainer(MountableFile.forHostPath(jar), path));
    return flink;
  }

  private GenericContainer<?> container(String image, String alias) {
    return new GenericContainer<>(image).withNetwork(network).withNetworkAliases(alias);
  }

  /** The versions of pom.xml, handed on by it. */
  private static String version(String program) {
    return requireNonNull(System.getProperty("millrace.version." + program), program);
  }

  private void startSync(Path folder) {
    try {
      var options = new SyncOptions(folder, PARTITIONS, Map.of());
      RegistrySync sync = own(RegistrySync.start(endpoints(), options, state -> {}));
      if (!sync.awaitReady(START)) {
        throw new AssertionError("model-registry-sync is not ready: " + sync.failure());
      }
    } catch (SyncStartException e) {
      throw new AssertionError("model-registry-sync did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while model-registry-sync started", e);
    }
  }

  @Override
  public Endpoints endpoints() {
    return new Endpoints(
        broker.getBootstrapServers(), "http://" + at(registry, REGISTRY_PORT) + REGISTRY_PATH);
  }

  @Override
  public String flinkUrl() {
    return "http://" + at(jobManager, FLINK_PORT);
  }

  private static String at(GenericContainer<?> container, int port) {
    return container.getHost() + ":" + container.getMappedPort(port);
  }

  /** The newest first, all of them, even if one fails to. */
  @Override
  public void close() {
    AssertionError failures = new AssertionError("The containers were not closed in order.");
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        failures.addSuppressed(e);
      }
    }
    if (failures.getSuppressed().length > 0) {
      throw failures;
    }
  }
}
