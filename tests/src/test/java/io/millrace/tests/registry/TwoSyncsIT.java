package io.millrace.tests.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.ModelState;
import io.millrace.registry.RegistrySync;
import io.millrace.registry.SyncOptions;
import io.millrace.registry.client.ModelCommands;
import io.millrace.registry.client.RegistryView;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.registry.client.Terms;
import io.millrace.registry.client.UploadProgress;
import io.millrace.registry.client.VersionFiles;
import io.millrace.registry.http.HttpOptions;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Topics;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.EmbeddedStackBinding;
import io.millrace.tests.stack.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances on one broker: both answer, either goes on alone, and a version that fails on
 * images is rolled back by what is counted of all partitions. And one that has lost its stores.
 */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoSyncsIT {

  private static final String MODEL = FashionMnist.MODEL;
  private static final Guard NAN = new Guard(GuardMetric.NAN_RATE, 0.01, 1_000L, 10L, 2);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Path folder;
  private final EmbeddedStackBinding stack;
  private long offset;

  TwoSyncsIT(@TempDir Path folder) {
    this.folder = folder;
    this.stack = EmbeddedStackBinding.withoutPrograms(folder.resolve("stack"));
  }

  @AfterAll
  void close() {
    stack.close();
  }

  @Test
  void k13AnInstanceThatHasLostItsStoresGoesOnWhereItWas() throws Exception {
    try (var burst = new CommandBurst(stack.endpoints(), "k13");
        var view = new RegistryView(stack.endpoints())) {
      try (RegistrySync sync = start(stack, folder.resolve("before"))) {
        burst.send(100);
        awaitAnswered(burst, view);
        assertThat(sync.state()).isEqualTo(RegistrySync.State.READY);
      }
      loseEverythingInternal();
      goesOn(burst, view, folder.resolve("after"));
      assertThat(burst.problems(view.history())).isEmpty();
    }
  }

  /** Nothing that was decided is decided again, and the next command follows. */
  private void goesOn(CommandBurst burst, RegistryView view, Path empty) throws Exception {
    Map<String, ModelState> before = view.models();
    try (RegistrySync sync = start(stack, empty)) {
      awaitReady(sync);
      assertThat(view.models()).isEqualTo(before);
      burst.send(20);
      awaitAnswered(burst, view);
      assertThat(view.models().keySet()).isEqualTo(before.keySet());
      await(sync, "/models", models -> models.size() == before.size());
    }
  }

  private static void awaitAnswered(CommandBurst burst, RegistryView view) {
    Awaitility.await("every command is answered")
        .pollInSameThread()
        .atMost(Duration.ofSeconds(60))
        .until(() -> burst.answered(view.history()) == burst.size());
  }

  /** Stores, changelogs and offsets: what a copy of Millrace's topics in another cluster lacks. */
  private void loseEverythingInternal() throws Exception {
    try (var admin = Admin.create(stack.endpoints().kafka())) {
      List<String> internal =
          admin.listTopics().names().get().stream()
              .filter(name -> name.startsWith("millrace-registry-sync-"))
              .toList();
      assertThat(internal).isNotEmpty();
      admin.deleteTopics(internal).all().get();
      admin.deleteConsumerGroups(List.of("millrace-registry-sync")).all().get();
    }
  }

  @Test
  void eitherAnswersAndGoesOnAlone() throws Exception {
    try (var commands = new ModelCommands(stack.endpoints(), "test")) {
      RegistrySync first = start(stack, folder.resolve("first"));
      publish(commands, 1);
      commands.rollout(MODEL, 1, Terms.NONE);
      await(first, "/models/" + MODEL, model -> model.path("model").path("stable").asLong() == 1);

      try (RegistrySync second = start(stack, folder.resolve("second"))) {
        awaitReady(second);
        awaitReady(first);
        for (RegistrySync sync : new RegistrySync[] {first, second}) {
          await(sync, "/models/" + MODEL, model -> model.at("/model/stable").asLong() == 1);
          assertThat(get(sync, "/rollouts").body()).isEqualTo("[]");
          assertThat(get(sync, "/hosts").body()).isEqualTo("[]");
          assertThat(get(sync, "/healthz").statusCode()).isEqualTo(200);
          assertThat(get(sync, "/metrics").body())
              .contains(
                  "millrace_registry_ready 1.0\n",
                  "millrace_registry_stream_threads 1.0\n",
                  "millrace_registry_hosts_alive 0.0\n",
                  "millrace_registry_rollouts 0.0\n")
              .contains("millrace_registry_records_behind ");
        }
        nothingElseIsAnswered(second);
        tryOutABadVersion(stack, commands, first, second);

        first.close();

        awaitReady(second);
        await(second, "/models/" + MODEL, model -> status(model, 2).equals("ROLLED_BACK"));
        commands.retire(MODEL, 2, Terms.NONE);
        await(second, "/models/" + MODEL, model -> status(model, 2).equals("RETIRED"));
      }
    }
  }

  private void tryOutABadVersion(
      Stack stack, ModelCommands commands, RegistrySync first, RegistrySync second)
      throws Exception {
    publish(commands, 2);
    commands.rollout(MODEL, RolloutPlan.canary(2, 100).guardedBy(NAN), Terms.NONE);
    await(
        second,
        "/rollouts",
        rollouts ->
            rollouts.path(0).path("step").asInt(-1) == 0
                && rollouts.path(0).path("guards").path(0).path("limit").asDouble() == 0.01);
    var bytes = new ByteArraySerializer();
    try (var producer = new KafkaProducer<>(stack.endpoints().kafka(), bytes, bytes)) {
      Awaitility.await("the version is rolled back")
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(100))
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                for (int partition = 0; partition < Stack.PARTITIONS; partition++) {
                  var unused = producer.send(failure(partition)); // flushed below
                }
                producer.flush();
                return status(json.readTree(get(first, "/models/" + MODEL).body()), 2)
                    .equals("ROLLED_BACK");
              });
    }
  }

  private ProducerRecord<byte[], byte[]> failure(int partition) {
    var record =
        new ProducerRecord<byte[], byte[]>(Topics.SHADOW_PREDICTIONS.name(), partition, null, null);
    Headers headers = record.headers();
    headers.add(DeadLetter.CODE, "NAN_OUTPUT".getBytes(UTF_8));
    headers.add(DeadLetter.MODEL, MODEL.getBytes(UTF_8));
    headers.add(DeadLetter.VERSION, "2".getBytes(UTF_8));
    headers.add(DeadLetter.ARM, "CANARY".getBytes(UTF_8));
    headers.add(DeadLetter.OFFSET, String.valueOf(offset++).getBytes(UTF_8));
    return record;
  }

  private void nothingElseIsAnswered(RegistrySync sync) throws Exception {
    HttpResponse<String> unknown = get(sync, "/models/unknown");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(json.readTree(unknown.body()).path("code").asText()).isEqualTo("NO_MODEL");
    assertThat(json.readTree(get(sync, "/nothing").body()).path("code").asText())
        .isEqualTo("REQUEST");
    HttpRequest post =
        HttpRequest.newBuilder(uri(sync, "/models"))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertThat(http.send(post, BodyHandlers.ofString()).statusCode()).isBetween(404, 405);
  }

  private static RegistrySync start(Stack stack, Path folder) throws InterruptedException {
    var options =
        new SyncOptions(
            folder, Stack.PARTITIONS, true, 1, new HttpOptions("127.0.0.1", 0), Map.of());
    return RegistrySync.start(stack.endpoints(), options, state -> {});
  }

  private static void publish(ModelCommands commands, long version) throws InterruptedException {
    Path folder = FashionMnist.read().directory().resolve(String.valueOf(version));
    commands.publish(VersionFiles.in(folder), UploadProgress.SILENT, Terms.NONE);
  }

  private static String status(JsonNode model, long version) {
    for (JsonNode known : model.path("versions")) {
      if (known.path("version").asLong() == version) {
        return known.path("status").asText();
      }
    }
    return "";
  }

  private void awaitReady(RegistrySync sync) {
    Awaitility.await("ready")
        .pollInSameThread()
        .atMost(Duration.ofSeconds(60))
        .until(() -> get(sync, "/readyz").statusCode() == 200);
  }

  private void await(RegistrySync sync, String path, Predicate<JsonNode> condition) {
    Awaitility.await(path)
        .pollInSameThread()
        .atMost(Duration.ofSeconds(60))
        .until(() -> condition.test(json.readTree(get(sync, path).body())));
  }

  private HttpResponse<String> get(RegistrySync sync, String path)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri(sync, path)).build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static URI uri(RegistrySync sync, String path) {
    return URI.create("http://127.0.0.1:" + sync.httpPort() + path);
  }
}
