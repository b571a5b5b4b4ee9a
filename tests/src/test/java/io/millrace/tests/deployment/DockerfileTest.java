package io.millrace.tests.deployment;

import static io.millrace.tests.deployment.Repository.property;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.tests.deployment.Compose.Service;
import io.millrace.tests.deployment.Dockerfile.Stage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docker/Dockerfile} builds what the compose file wants from what the repository has. */
class DockerfileTest {

  private static final Dockerfile DOCKERFILE = Dockerfile.read();
  private static final List<String> STAGES = DOCKERFILE.stages().stream().map(Stage::name).toList();

  @Test
  void versionsAreThoseOfThePom() {
    assertThat(DOCKERFILE.argument("FLINK_VERSION")).contains(property("flink.version"));
    assertThat(DOCKERFILE.argument("ONNXRUNTIME")).contains(property("onnxruntime.artifact"));
  }

  @Test
  void everyBaseImageIsPinned() {
    assertThat(DOCKERFILE.stages())
        .extracting(Stage::base)
        .filteredOn(base -> !STAGES.contains(base) && !base.startsWith("flink-${"))
        .isNotEmpty()
        .allSatisfy(base -> assertThat(base).contains(":").doesNotContain(":latest"));
  }

  @Test
  void everyBaseImageRunsTheJavaOfThePom() {
    String release = property("maven.compiler.release");
    assertThat(DOCKERFILE.stages())
        .extracting(Stage::base)
        .filteredOn(base -> base.contains(":") && !base.startsWith("nvidia/"))
        .isNotEmpty()
        .allSatisfy(
            base -> assertThat(base).containsPattern("(java|temurin[-:])" + release + "(?!\\d)"));
  }

  @Test
  void everythingThatIsCopiedIsThere() {
    assertThat(DOCKERFILE.copiedFromRepository())
        .isNotEmpty()
        .allSatisfy(source -> assertThat(Repository.path(source)).exists());
    assertThat(STAGES).containsAll(DOCKERFILE.copiedFromStages());
  }

  @Test
  void everyModuleOfThePomIsCopied() {
    assertThat(DOCKERFILE.copiedFromRepository())
        .extracting(source -> Path.of(source).getName(0).toString())
        .containsAll(
            Repository.read("pom.xml")
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("<module>"))
                .map(line -> line.replaceAll("</?module>", ""))
                .toList());
  }

  @Test
  void everyRuntimeHasItsStage() {
    for (Service service : Compose.read().services().values()) {
      if (service.target().equals("flink")) {
        assertThat(STAGES).contains("flink-" + service.buildArg("ONNXRUNTIME"));
      }
      if (!service.target().isEmpty()) {
        assertThat(STAGES).contains(service.target());
        assertThat(Repository.path(service.node().at("/build/dockerfile").asText())).exists();
      }
    }
  }

  @Test
  void programsThatRunAloneCanLog() {
    assertThat(List.of("ingest", "model-registry-sync"))
        .allSatisfy(
            module ->
                assertThat(Repository.read(module + "/pom.xml"))
                    .as(
                        "%s/pom.xml needs logback-classic at run time, or its logs go nowhere",
                        module)
                    .contains("<artifactId>logback-classic</artifactId><scope>runtime</scope>"));
  }

  @Test
  void mainClassOfEveryProgramIsThere() throws Exception {
    List<String> mainClasses = DOCKERFILE.mainClasses();
    assertThat(mainClasses).hasSize(2);
    for (String name : mainClasses) {
      assertThat(Class.forName(name)).hasPublicMethods("main");
    }
  }

  @Test
  void noProgramRunsAsRoot() {
    assertThat(DOCKERFILE.stage("program")).contains("USER millrace");
    assertThat(DOCKERFILE.stage("flink").stream().filter(line -> line.startsWith("USER ")))
        .last()
        .isEqualTo("USER flink");
  }
}
