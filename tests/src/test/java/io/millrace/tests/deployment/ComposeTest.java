package io.millrace.tests.deployment;

import static io.millrace.tests.deployment.Repository.property;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.engine.session.Provider;
import io.millrace.schemas.Topics;
import io.millrace.tests.deployment.Compose.Port;
import io.millrace.tests.deployment.Compose.Service;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docker-compose.yml} is whole, and fits the pom and the topics. */
class ComposeTest {

  private static final Compose COMPOSE = Compose.read();
  private static final Service BROKER = COMPOSE.service("broker");
  private static final Service REGISTRY = COMPOSE.service("registry");
  private static final Service GPU = COMPOSE.service("taskmanager-gpu");
  private static final Map<String, String> ADVERTISED =
      Compose.listeners(BROKER.environment("KAFKA_ADVERTISED_LISTENERS"));
  private static final Map<String, String> LISTENERS =
      Compose.listeners(BROKER.environment("KAFKA_LISTENERS"));

  @Test
  void imagesHaveTheVersionsOfThePom() {
    assertThat(BROKER.image()).isEqualTo("apache/kafka:" + property("kafka.version"));
    assertThat(REGISTRY.image())
        .isEqualTo("quay.io/apicurio/apicurio-registry:" + property("apicurio.version"));
    assertThat(flinkServices())
        .hasSize(3)
        .allSatisfy(
            flink ->
                assertThat(flink.buildArg("FLINK_VERSION")).isEqualTo(property("flink.version")));
  }

  @Test
  void everyVariableHasADefault() {
    assertThat(COMPOSE.root().toString()).doesNotContain("${");
  }

  @Test
  void volumesAndNetworksAreDeclaredAndUsed() {
    assertThat(usedBy(Service::namedVolumes))
        .containsExactlyInAnyOrderElementsOf(COMPOSE.declared("volumes"));
    assertThat(usedBy(service -> service.list("networks")))
        .containsExactlyInAnyOrderElementsOf(COMPOSE.declared("networks"));
  }

  private static List<String> usedBy(Function<Service, List<String>> use) {
    return COMPOSE.services().values().stream()
        .flatMap(s -> use.apply(s).stream())
        .distinct()
        .toList();
  }

  @Test
  void programsFindTheBroker() {
    List<String> addresses = values("--bootstrap-servers");
    String inside = Objects.requireNonNull(ADVERTISED.get("INSIDE"));

    assertThat(addresses).hasSize(3).containsOnly(inside);
    assertThat(REGISTRY.environment("APICURIO_KAFKASQL_BOOTSTRAP_SERVERS")).isEqualTo(inside);
    assertThat(inside).isEqualTo("broker" + LISTENERS.get("INSIDE"));
    assertThat(LISTENERS).containsOnlyKeys("INSIDE", "OUTSIDE", "CONTROLLER");
    assertThat(BROKER.environment("KAFKA_CONTROLLER_QUORUM_VOTERS"))
        .endsWith("@broker" + LISTENERS.get("CONTROLLER"));
  }

  @Test
  void clientsOfThisMachineFindTheBroker() {
    Port published = BROKER.ports().get(0);

    assertThat(LISTENERS).containsEntry("OUTSIDE", ":" + published.container());
    assertThat(ADVERTISED).containsEntry("OUTSIDE", "localhost:" + published.host());
  }

  @Test
  void programsFindTheSchemaRegistry() {
    List<URI> urls = values("--schema-registry").stream().map(URI::create).toList();

    assertThat(urls)
        .hasSize(3)
        .allSatisfy(
            url -> {
              assertThat(url.getHost()).isEqualTo("registry");
              assertThat(url.getPort())
                  .isEqualTo(Integer.parseInt(REGISTRY.ports().get(0).container()));
              assertThat(REGISTRY.node().path("healthcheck").toString()).contains(url.getPath());
            });
  }

  private static List<String> values(String option) {
    return COMPOSE.services().values().stream().flatMap(s -> s.option(option).stream()).toList();
  }

  @Test
  void portsArePublishedOnceAndOnTheLoopbackAddressOnly() {
    List<Port> ports =
        COMPOSE.services().values().stream().flatMap(s -> s.ports().stream()).toList();

    assertThat(ports).extracting(Port::address).containsOnly("127.0.0.1");
    assertThat(ports).extracting(Port::host).doesNotHaveDuplicates();
    Service gateway = COMPOSE.service("http-gateway");
    assertThat(gateway.option("--port")).contains(gateway.ports().get(0).container());
    assertThat(gateway.option("--host")).contains("0.0.0.0");
  }

  @Test
  void theBrokerTakesWhatTheTopicsTake() {
    long largest =
        Topics.ALL.stream()
            .flatMap(
                topic -> Optional.ofNullable(topic.settings().get("max.message.bytes")).stream())
            .mapToLong(Long::parseLong)
            .max()
            .orElseThrow();

    assertThat(Long.parseLong(BROKER.environment("KAFKA_MESSAGE_MAX_BYTES")))
        .isGreaterThanOrEqualTo(largest);
    assertThat(BROKER.environment("KAFKA_AUTO_CREATE_TOPICS_ENABLE")).isEqualTo("false");
  }

  @Test
  void theSchemaRegistryKeepsSchemasForEverAndRefusesIncompatibleOnes() {
    assertThat(REGISTRY.environment("APICURIO_STORAGE_KIND")).isEqualTo("kafkasql");
    assertThat(REGISTRY.environment("APICURIO_KAFKASQL_TOPIC_RETENTION_MS")).isEqualTo("-1");
    assertThat(REGISTRY.environment("APICURIO_RULES_GLOBAL_COMPATIBILITY"))
        .isEqualTo("BACKWARD_TRANSITIVE");
  }

  @Test
  void exactlyOneTaskManagerRuns() {
    assertThat(COMPOSE.service("taskmanager").list("profiles")).containsExactly("cpu");
    assertThat(GPU.list("profiles")).containsExactly("gpu");
    assertThat(COMPOSE.services().values())
        .filteredOn(service -> !service.list("profiles").isEmpty())
        .hasSize(2)
        .allSatisfy(service -> assertThat(service.list("command")).containsExactly("taskmanager"));
    assertThat(Repository.read(".env").lines()).contains("COMPOSE_PROFILES=cpu");
  }

  @Test
  void theGpuTaskManagerHasTheDeviceAndTheRuntimeForIt() {
    JsonNode device = GPU.node().at("/deploy/resources/reservations/devices/0");

    assertThat(device.path("driver").asText()).isEqualTo("nvidia");
    assertThat(device.path("capabilities").path(0).asText()).isEqualTo("gpu");
    assertThat(GPU.buildArg("ONNXRUNTIME")).isEqualTo("onnxruntime_gpu");
    assertThat(Repository.manages("onnxruntime_gpu")).isTrue();
    assertThat(COMPOSE.service("taskmanager").buildArg("ONNXRUNTIME")).isEqualTo("onnxruntime");
    assertThat(GPU.image()).isNotEqualTo(COMPOSE.service("taskmanager").image());
  }

  @Test
  void theJobUsesTheGpuWhereTheTaskManagerHasOneAndKeepsItsModelsOptimised() {
    Service job = COMPOSE.service("jobmanager");

    assertThat(job.option("--provider").map(Provider::parse)).contains(Provider.AUTO);
    assertThat(job.option("--model-cache").orElseThrow()).startsWith("/var/lib/flink/");
  }

  @Test
  void jobManagerAndTaskManagersSeeTheSameCheckpoints() {
    assertThat(flinkServices())
        .extracting(service -> service.environment("FLINK_PROPERTIES"))
        .allSatisfy(
            text ->
                assertThat(text).contains("execution.checkpointing.dir: file:///var/lib/flink/"))
        .containsOnly(COMPOSE.service("jobmanager").environment("FLINK_PROPERTIES"));
    assertThat(flinkServices())
        .allSatisfy(
            service -> assertThat(service.list("volumes")).contains("flink:/var/lib/flink"));
  }

  @Test
  void whatIsWaitedForCanCome() {
    Map<String, Service> services = COMPOSE.services();
    services.forEach(
        (name, service) ->
            service
                .node()
                .path("depends_on")
                .properties()
                .forEach(
                    entry -> {
                      assertThat(services).as(name).containsKey(entry.getKey());
                      if (entry.getValue().path("condition").asText().equals("service_healthy")) {
                        assertThat(hasHealthCheck(COMPOSE.service(entry.getKey())))
                            .as(entry.getKey())
                            .isTrue();
                      }
                    }));
  }

  private static boolean hasHealthCheck(Service service) {
    return service.node().has("healthcheck")
        || (!service.target().isEmpty()
            && Dockerfile.read().stage(service.target()).stream()
                .anyMatch(line -> line.startsWith("HEALTHCHECK ")));
  }

  private static List<Service> flinkServices() {
    return Stream.of("jobmanager", "taskmanager", "taskmanager-gpu").map(COMPOSE::service).toList();
  }
}
