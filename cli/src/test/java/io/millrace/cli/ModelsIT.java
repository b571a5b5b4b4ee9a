package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.programs.JobChoice;
import io.millrace.cli.programs.Programs;
import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.stack.EmbeddedStack;
import io.millrace.cli.stack.StackOptions;
import io.millrace.cli.terminal.Console;
import io.millrace.registry.client.HostView;
import io.millrace.schemas.Endpoints;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of two versions, as operators see it, against a real registry sync and one real host
 * that takes signed versions only. The tests are its chapters, in order.
 */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ModelsIT {

  private static final String MODEL = "fashion-mnist";

  @TempDir private static Path folder;

  private DataDirectory directory;
  private EmbeddedStack stack;
  private String out = "";
  private String err = "";

  @BeforeAll
  void start() {
    directory = DataDirectory.open(folder);
    stack = EmbeddedStack.launch(directory, StackOptions.freePorts()).awaitReady();
    assertThat(run(List.of("models", "keygen", folder.resolve("release").toString()))).isZero();
    Programs.start(stack, directory, new JobChoice(MODEL, folder));
    stack.announce(stack.endpoints(null));
    awaitHost();
  }

  /** A rollout with no host alive would be over at once, and there would be nothing to show. */
  private void awaitHost() {
    var reached = stack.endpoints(null);
    try (var hosts =
        new HostView(new Endpoints(reached.bootstrapServers(), reached.registryUrl()))) {
      Awaitility.await()
          .pollInSameThread()
          .atMost(Duration.ofSeconds(60))
          .until(() -> hosts.alive().size() == 1);
    }
  }

  @AfterAll
  void stop() {
    stack.close();
    directory.close();
  }

  private static List<String> arguments(String verb, String... more) {
    List<String> all = new ArrayList<>(List.of("models", verb));
    all.addAll(List.of(more));
    all.addAll(List.of("--data-dir", folder.toString()));
    return all;
  }

  private int models(String verb, String... more) {
    return run(arguments(verb, more));
  }

  private int run(List<String> arguments) {
    var output = new StringWriter();
    var errors = new StringWriter();
    var console = new Console(new PrintWriter(output, true), new PrintWriter(errors, true));
    int code = Millrace.commandLine(console).execute(arguments.toArray(String[]::new));
    out = output.toString();
    err = errors.toString();
    return code;
  }

  private JsonNode json(String verb, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--json");
    assertThat(models(verb, all.toArray(String[]::new))).as(err).isZero();
    assertThat(out.lines()).hasSize(1);
    return new ObjectMapper().readTree(out);
  }

  private void publish(int version) {
    String path = "../models/fashion-mnist/" + version;
    String key = folder.resolve("release.key").toString();
    assertThat(models("publish", MODEL, path, "--by", "trainer", "--sign", key)).as(err).isZero();
  }

  @Test
  @Order(1)
  void rolloutShowsTheHostAndEndsWhenTheVersionServes() throws IOException {
    assertThat(models("list")).isZero();
    assertThat(out).contains("No model has been published");

    publish(1);
    assertThat(models("rollout", MODEL, "1", "--by", "alice", "--reason", "first"))
        .as(err)
        .isZero();
    assertThat(out)
        .contains(MODEL + ":1 STAGING", "first", "READY  loaded in ", "S(b) = ", "(version 1)")
        .endsWith(MODEL + ":1 is in service.\n");

    String second = "../models/fashion-mnist/2";
    assertThat(models("publish", MODEL, second, "--no-wait")).as(err).isZero();
    assertThat(out).startsWith("Asked. ");
    String key = folder.resolve("release.key").toString();
    JsonNode signed = json("publish", MODEL, second, "--sign", key);
    assertThat(signed.get("outcome").asText()).isEqualTo("DONE");
    assertThat(signed.at("/event/kind").asText()).isEqualTo("PUBLISHED");
    assertThat(signed.at("/event/reason").asText()).contains("a signature");
    assertThat(models("list")).isZero();
    assertThat(out.lines().toList().get(1)).matches(MODEL + " +1  - +- +5 +2 +1/1 ready");
  }

  @Test
  @Order(2)
  void canaryWithManualPromotionIsShownAndGivenUpByRollback() throws IOException {
    int asked =
        models("rollout", MODEL, "2", "--canary", "10%", "--guard", "nan-rate<=1%", "--by", "bob");
    assertThat(asked).as(err).isZero();
    assertThat(out)
        .contains(":2 is a canary with 10% of the images.", "models promote fashion-mnist 2");

    JsonNode shown = json("show", MODEL);
    assertThat(shown.at("/candidate/version").asInt()).isEqualTo(2);
    assertThat(shown.at("/candidate/permille").asInt()).isEqualTo(100);
    assertThat(shown.at("/rollout/guards/0/metric").asText()).isEqualTo("NAN_RATE");
    assertThat(shown.at("/hosts/0/versions/0/state").asText()).isEqualTo("READY");
    assertThat(models("show", MODEL)).isZero();
    assertThat(out)
        .contains("candidate 2 canary 10%", "asked by bob", "guard     nan-rate<=1%,window=10s");

    assertThat(models("rollback", MODEL, "--reason", "looks odd")).as(err).isZero();
    assertThat(out).contains("looks odd").endsWith(MODEL + ":2 is rolled back.\n");
    assertThat(json("list").at("/0/candidate").isNull()).isTrue();
  }

  @Test
  @Order(3)
  void ctrlCStopsWatchingAndTheRolloutGoesOn() throws Exception {
    Path output = folder.resolve("watching");
    Process watching =
        child(
            output,
            arguments(
                "rollout", MODEL, "2", "--ramp", "10,100", "--every", "1h", "--promote", "auto"));
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .failFast("it ended", () -> !watching.isAlive())
          .until(() -> Files.readString(output).contains(":2 CANARY"));
      watching.destroy();
      assertThat(watching.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(watching.exitValue()).isEqualTo(143);
    } finally {
      watching.destroyForcibly();
    }
    assertThat(Files.readString(output))
        .endsWith(
            "Stopped watching; the rollout of fashion-mnist:2 goes on. Watch it: millrace models"
                + " watch fashion-mnist   Give it up: millrace models rollback fashion-mnist\n");
    assertThat(json("show", MODEL).at("/candidate/version").asInt()).isEqualTo(2);
  }

  private static Process child(Path output, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", Millrace.class.getName()));
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // Java would print that it has found them
    return builder.start();
  }

  @Test
  @Order(4)
  void theSlowerOfTwoOperatorsIsRefusedInOneLineThatSaysWhatToDo() throws IOException {
    long sequence = json("show", MODEL).get("sequence").asLong();
    String stale = String.valueOf(sequence - 1);

    assertThat(models("promote", MODEL, "2", "--expected-sequence", stale)).isEqualTo(1);
    assertThat(err.lines())
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .contains(
                        "STALE_SEQUENCE",
                        "The last change, by model-registry-sync: CANARY of version 2.",
                        "--expected-sequence " + sequence));
    assertThat(out).isEmpty();

    assertThat(models("promote", MODEL, "2", "--expected-sequence", stale, "--json")).isEqualTo(1);
    assertThat(new ObjectMapper().readTree(out).get("outcome").asText()).isEqualTo("REFUSED");

    JsonNode promoted = json("promote", MODEL, "2", "--expected-sequence", sequence + "");
    assertThat(promoted.get("outcome").asText()).isEqualTo("DONE");
    assertThat(promoted.at("/event/kind").asText()).isEqualTo("STABLE");
  }

  @Test
  @Order(5)
  void whatCannotBeIsRefusedWithItsReason() {
    assertThat(models("rollout", MODEL, "99")).isEqualTo(1);
    assertThat(err).contains("UNKNOWN_VERSION", "millrace models show fashion-mnist");
    assertThat(models("retire", MODEL, "2")).isEqualTo(1);
    assertThat(err).contains("IN_USE");
    assertThat(models("show", "nobody")).isEqualTo(1);
    assertThat(err).contains("there is no model nobody", "millrace models list");
  }

  @Test
  @Order(6)
  void m3VersionThatNobodySignedIsRefusedByTheHostAndItsReasonIsShown() throws IOException {
    Path third = folder.resolve("third");
    copy(Path.of("../models/fashion-mnist/2"), third);
    Path manifest = third.resolve("model.json");
    Files.writeString(
        manifest, Files.readString(manifest).replaceFirst("\"version\": 2", "\"version\": 3"));

    assertThat(models("publish", MODEL, third.toString())).as(err).isZero();
    assertThat(models("rollout", MODEL, "3")).isEqualTo(1);

    assertThat(err).contains("SIGNATURE on host", "is not signed");
    assertThat(json("show", MODEL).at("/versions/2/status").asText()).isEqualTo("REJECTED");
    assertThat(json("list").at("/0/stable").asInt()).isEqualTo(2);
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.toList();
    }
    for (Path file : files) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
  }

  @Test
  @Order(7)
  void rollbackReturnsToTheVersionBeforeAndRetireTakesAway() throws IOException {
    assertThat(json("rollback", MODEL, "--to", "1").get("outcome").asText()).isEqualTo("DONE");
    assertThat(json("list").at("/0/stable").asInt()).isEqualTo(1);
    assertThat(models("retire", MODEL, "2", "--no-wait")).isZero();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> json("show", MODEL).at("/versions/1/status").asText().equals("RETIRED"));
  }

  @Test
  @Order(8)
  void historySaysWhoPutAVersionInServiceWhenWhyAndOnWhatEvidence() throws IOException {
    assertThat(models("history", MODEL, "--version", "1", "--json")).isZero();
    List<JsonNode> events = new ArrayList<>();
    for (String line : out.lines().toList()) {
      events.add(new ObjectMapper().readTree(line));
    }
    assertThat(kinds(events)).containsExactly("PUBLISHED", "STAGING", "STABLE");
    JsonNode stable = events.get(2);
    assertThat(stable.get("actor").asText()).isEqualTo("model-registry-sync");
    assertThat(stable.get("askedBy").asText()).isEqualTo("alice");
    assertThat(stable.get("askedReason").asText()).contains("first");
    assertThat(stable.get("evidence").fieldNames())
        .toIterable()
        .anySatisfy(name -> assertThat(name).endsWith(".loadMillis"));

    assertThat(models("history", MODEL, "--since", "1h")).isZero();
    assertThat(out).contains("by model-registry-sync, asked by bob", "looks odd", "RETIRED");
    assertThat(models("history", MODEL, "--since", "0s")).isZero();
    assertThat(out).isEmpty();
  }

  private static Stream<String> kinds(List<JsonNode> events) {
    return events.stream().map(event -> event.get("kind").asText());
  }

  @Test
  @Order(9)
  void watchTellsTheHostsAtOnceAndEndsWhenAskedTo() throws IOException {
    JsonNode host = json("watch", MODEL, "--timeout", "1s");
    assertThat(host.get("type").asText()).isEqualTo("host");
    assertThat(host.get("stage").asText()).isEqualTo("READY");
  }
}
