package io.millrace.tests.deployment;

import static io.millrace.tests.deployment.Manifests.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.engine.session.Provider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code deploy/kubernetes} is whole, and fits the images and the programs. Whether a cluster takes
 * it is not shown here.
 */
class KubernetesTest {

  private static final Manifests MANIFESTS = Manifests.read();
  private static final JsonNode JOB = MANIFESTS.base("FlinkDeployment", "millrace-inference");
  private static final JsonNode FLINK = JOB.at("/spec/flinkConfiguration");

  @Test
  void everyFileThatIsNamedIsThereAndNoneIsForgotten() {
    for (Path file : MANIFESTS.files()) {
      assertThat(MANIFESTS.documents(file)).as("%s", file).isNotEmpty();
      if (!file.endsWith("kustomization.yaml")) {
        continue;
      }
      JsonNode kustomization = MANIFESTS.documents(file).get(0);
      Path folder = MANIFESTS.root().resolve(file).resolveSibling("").normalize();
      Stream<String> resources = texts(kustomization.path("resources")).stream();
      Stream<String> patches = kustomization.path("patches").findValuesAsText("path").stream();
      List<Path> named =
          Stream.concat(resources, patches).map(folder::resolve).map(Path::normalize).toList();
      assertThat(named).allSatisfy(path -> assertThat(path).exists());
      assertThat(MANIFESTS.files())
          .map(each -> MANIFESTS.root().resolve(each).normalize())
          .filteredOn(each -> folder.equals(each.getParent()))
          .filteredOn(each -> !each.endsWith("kustomization.yaml"))
          .isSubsetOf(named);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Deployment, millrace-registry-sync, /spec/template/spec/containers/0/args,"
        + " io.millrace.registry.RegistrySyncMain",
    "Deployment, millrace-http-gateway, /spec/template/spec/containers/0/args,"
        + " io.millrace.ingest.http.HttpGatewayMain",
    "FlinkDeployment, millrace-inference, /spec/job/args, io.millrace.job.InferenceJob"
  })
  void programsKnowTheirOptions(String kind, String name, String arguments, String main)
      throws ClassNotFoundException {
    CommandSpec program = CommandSpec.forAnnotatedObject(Class.forName(main));
    List<String> given = texts(MANIFESTS.base(kind, name).at(arguments));

    assertThat(given)
        .isNotEmpty()
        .allSatisfy(
            argument ->
                assertThat(program.optionsMap()).containsKey(argument.replaceAll("=.*", "")));
    assertThat(program.options().stream().filter(option -> option.required()))
        .allSatisfy(
            required ->
                assertThat(given)
                    .anyMatch(argument -> argument.startsWith(required.longestName())));
  }

  @Test
  void everybodyMeetsAtTheSameBrokersAndRegistry() {
    assertThat(arguments("--bootstrap-servers")).hasSize(1);
    assertThat(arguments("--schema-registry")).hasSize(1);
  }

  private static List<String> arguments(String option) {
    return Stream.of(
            MANIFESTS.base("Deployment", "millrace-registry-sync"),
            MANIFESTS.base("Deployment", "millrace-http-gateway"))
        .map(object -> object.at("/spec/template/spec/containers/0/args"))
        .flatMap(given -> texts(given).stream())
        .filter(argument -> argument.startsWith(option + "="))
        .distinct()
        .filter(argument -> texts(JOB.at("/spec/job/args")).contains(argument))
        .toList();
  }

  @Test
  void imagesAreThoseThatTheDockerfileMakes() {
    Map<String, String> images =
        Map.of("millrace-registry-sync", "registry-sync", "millrace-http-gateway", "http-gateway");
    images.forEach(
        (name, stage) -> {
          String image =
              MANIFESTS
                  .base("Deployment", name)
                  .at("/spec/template/spec/containers/0/image")
                  .asText();
          assertThat(image).isEqualTo(Compose.read().service(stage).image());
          assertThat(Dockerfile.read().stage(stage)).isNotEmpty();
        });
    assertThat(JOB.at("/spec/image").asText())
        .isEqualTo(Compose.read().service("taskmanager").image());
    assertThat(gpu().at("/spec/image").asText())
        .isEqualTo(Compose.read().service("taskmanager-gpu").image());
  }

  private static JsonNode gpu() {
    return MANIFESTS.documents(Path.of("overlays/gpu/gpu.yaml")).get(0);
  }

  @Test
  void theJobJarIsWhereTheImageHasItAndItsMainClassIsInIt() {
    String jar = JOB.at("/spec/job/jarURI").asText();
    assertThat(jar).startsWith("local:///opt/flink/usrlib/");
    assertThat(Repository.read("docker/assemble.sh"))
        .contains("usrlib/" + jar.substring(jar.lastIndexOf('/') + 1));
    String main = JOB.at("/spec/job/entryClass").asText();
    assertThat(
            Repository.path(
                "flink-inference-job/src/main/java/" + main.replace('.', '/') + ".java"))
        .exists();
    assertThat(Repository.read("flink-inference-job/pom.xml"))
        .contains("<mainClass>" + main + "</mainClass>");
  }

  @Test
  void theJobHasATaskForEachSlot() {
    int slots =
        FLINK.path("taskmanager.numberOfTaskSlots").asInt()
            * JOB.at("/spec/taskManager/replicas").asInt();
    assertThat(JOB.at("/spec/job/parallelism").asInt()).isEqualTo(slots);
  }

  @Test
  void whatMustOutliveAPodLiesOnTheSharedVolume() {
    JsonNode pod = JOB.at("/spec/podTemplate/spec");
    String mount = pod.at("/containers/0/volumeMounts/0/mountPath").asText();
    String claim = pod.at("/volumes/0/persistentVolumeClaim/claimName").asText();

    assertThat(MANIFESTS.base("PersistentVolumeClaim", claim).at("/spec/accessModes/0").asText())
        .isEqualTo("ReadWriteMany");
    for (String setting :
        List.of(
            "execution.checkpointing.dir",
            "execution.checkpointing.savepoint-dir",
            "high-availability.storageDir")) {
      assertThat(FLINK.path(setting).asText()).startsWith("file://" + mount + "/");
    }
    assertThat(FLINK.path("high-availability.type").asText()).isEqualTo("kubernetes");
    String account = JOB.at("/spec/serviceAccount").asText();
    assertThat(MANIFESTS.base("ServiceAccount", account)).isNotNull();
  }

  @Test
  void metricsAreServedWhereTheyAreLookedFor() {
    String port = FLINK.path("metrics.reporter.prometheus.port").asText();
    assertThat(JOB.at("/spec/podTemplate/spec/containers/0/ports/0/containerPort").asText())
        .isEqualTo(port);
    assertThat(JOB.at("/spec/podTemplate/metadata/annotations").path("prometheus.io/port").asText())
        .isEqualTo(port);
  }

  @Test
  void theGatewaysPortsAreOne() {
    JsonNode container =
        MANIFESTS
            .base("Deployment", "millrace-http-gateway")
            .at("/spec/template/spec/containers/0");
    JsonNode service = MANIFESTS.base("Service", "millrace-http-gateway");
    String name = container.at("/ports/0/name").asText();

    assertThat(texts(container.path("args")))
        .contains("--port=" + container.at("/ports/0/containerPort").asText(), "--host=0.0.0.0");
    assertThat(container.at("/readinessProbe/httpGet/port").asText()).isEqualTo(name);
    assertThat(service.at("/spec/ports/0/targetPort").asText()).isEqualTo(name);
    assertThat(service.at("/spec/selector/app").asText()).isEqualTo("millrace-http-gateway");
  }

  @Test
  void theGpuOverlayAsksForADeviceAndUsesIt() {
    JsonNode settings = gpu().at("/spec/flinkConfiguration");
    String resource = settings.path("external-resources").asText();
    assertThat(settings.path("external-resource." + resource + ".kubernetes.config-key").asText())
        .isEqualTo("nvidia.com/gpu");

    List<JsonNode> operations =
        MANIFESTS.documents(Path.of("overlays/gpu/provider.yaml")).get(0).findParents("op");
    for (JsonNode operation : operations) {
      String argument = JOB.at(operation.path("path").asText()).asText();
      assertThat(argument).as("%s", operation).startsWith("--provider=");
    }
    String replaced = operations.get(1).path("value").asText();
    assertThat(Provider.parse(replaced.substring("--provider=".length())))
        .isNotEqualTo(Provider.CPU);
    assertThat(operations.get(0).path("value").asText())
        .isEqualTo(JOB.at(operations.get(0).path("path").asText()).asText());
  }
}
