package io.millrace.tests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.tests.deployment.Compose.Service;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

/** The programs that the containers start exist, and know the options that they are given. */
class ProgramOptionsTest {

  private static final Pattern MAIN = Pattern.compile("\"(io\\.millrace[\\w.]+)\"\\s*]$");

  @ParameterizedTest
  @ValueSource(strings = {"registry-sync", "http-gateway", "jobmanager"})
  void theProgramKnowsItsOptions(String name) throws ClassNotFoundException {
    Service service = Compose.read().service(name);
    CommandSpec program = CommandSpec.forAnnotatedObject(Class.forName(mainClass(service)));

    assertThat(service.options())
        .isNotEmpty()
        .allSatisfy(option -> assertThat(program.optionsMap()).containsKey(option));
    assertThat(program.options().stream().filter(option -> option.required()))
        .allSatisfy(required -> assertThat(service.options()).containsAnyOf(required.names()));
  }

  /** The main class of the job jars knows no options; it hands them on. */
  static String behind(String mainClass) {
    return mainClass.equals("io.millrace.job.launch.RunInferenceJob")
        ? "io.millrace.job.InferenceJob"
        : mainClass;
  }

  /** What Flink's entry point is told to run, or what the image's entry point runs. */
  private static String mainClass(Service service) {
    List<String> command = service.list("command");
    int flag = command.indexOf("--job-classname");
    if (flag >= 0) {
      return behind(command.get(flag + 1));
    }
    String entryPoint =
        Dockerfile.read().stage(service.target()).stream()
            .filter(line -> line.startsWith("ENTRYPOINT "))
            .findFirst()
            .orElseThrow();
    var matcher = MAIN.matcher(entryPoint);
    assertThat(matcher.find()).as(entryPoint).isTrue();
    return matcher.group(1);
  }
}
