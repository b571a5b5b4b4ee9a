package io.millrace.tests.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.ModelState;
import io.millrace.registry.client.ModelCommands;
import io.millrace.registry.client.Outcome;
import io.millrace.registry.client.RegistryView;
import io.millrace.registry.client.Terms;
import io.millrace.registry.client.UploadPlan;
import io.millrace.registry.client.UploadProgress;
import io.millrace.registry.client.VersionFiles;
import io.millrace.registry.watch.DirectoryWatch;
import io.millrace.registry.watch.WatchOptions;
import io.millrace.registry.watch.WatchPolicy;
import io.millrace.schemas.artifact.ArtifactException;
import io.millrace.schemas.artifact.ArtifactReader;
import io.millrace.schemas.artifact.KafkaPartLog;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.samples.VersionCopy;
import io.millrace.tests.stack.EmbeddedStackBinding;
import io.millrace.tests.stack.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host refuses what is bad, takes what is good from wherever it lies, and serves on meanwhile.
 */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VersionFilesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final FashionMnist model = FashionMnist.read();
  private final Path folder;
  private final EmbeddedStackBinding stack;
  private final ModelCommands commands;
  private final RegistryView view;

  VersionFilesIT(@TempDir Path folder) {
    this.folder = folder;
    this.stack = EmbeddedStackBinding.open(folder.resolve("data"));
    this.commands = new ModelCommands(stack.endpoints(), "test");
    this.view = new RegistryView(stack.endpoints());
  }

  @BeforeAll
  void serve() {
    new Operator(stack.endpoints(), model.directory()).putInService(1);
  }

  @AfterAll
  void close() {
    try (stack;
        view) {
      commands.close();
    }
  }

  @Test
  void aVersionThatAHostRefusesNeverServesAndItsPartsGoWithIt() throws Exception {
    long before = stable();
    Path golden = variant(31, "0\\.989437567", "0.5");
    Path output = variant(32, "\"logits\"", "\"nothing\"");

    assertRejected(golden, UploadPlan.USUAL, "CANARY");
    assertRejected(output, UploadPlan.USUAL, "SIGNATURE_MISMATCH");
    assertRejected(bent(33), at(folder.resolve("bent.onnx")), "DIGEST");

    assertThat(stable()).isEqualTo(before);
    assertRetiringTombstones(output);
  }

  private void assertRetiringTombstones(Path version) throws Exception {
    VersionFiles files = VersionFiles.in(version);
    ArtifactRef manifest = ref(files, "model.json");
    ArtifactRef shared = ref(files, "model.onnx");
    restore(manifest);

    assertThat(await(commands.retire(files.model(), files.version(), Terms.NONE)))
        .isInstanceOf(Outcome.Done.class);

    assertThatThrownBy(() -> restore(manifest))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("1 of 1 parts of model.json are not in model-artifacts");
    restore(shared); // another version has the same file
  }

  @Test
  void aVersionWhoseFileLiesElsewhereServes() throws Exception {
    Path version = variant(34, "no such text", "");
    Path elsewhere = Files.copy(version.resolve("model.onnx"), folder.resolve("elsewhere.onnx"));

    assertThat(rollOut(version, at(elsewhere))).isInstanceOf(Outcome.Done.class);
    assertThat(stable()).isEqualTo(34);
  }

  @Test
  void f19AServerThatFailsAtFirstIsAskedUntilTheVersionServes() throws Exception {
    Path version = variant(30, "no such text", "");
    try (var server = FileServer.of(version.resolve("model.onnx"))) {
      server.say(
          n ->
              switch (n) {
                case 1 -> FileServer.NOT_FOUND;
                case 2 -> FileServer.TRUNCATED;
                default -> FileServer.WHOLE;
              });
      UploadPlan plan = new UploadPlan(1 << 20, server.location(), null);

      assertThat(rollOut(version, plan)).isInstanceOf(Outcome.Done.class);
      assertThat(server.asked()).isEqualTo(3);
    }
    assertThat(stable()).isEqualTo(30);
  }

  @Test
  void aVersionThatAppearsInAWatchedDirectoryServes() throws Exception {
    Path version = variant(35, "no such text", "");
    Path repository = Files.createDirectories(folder.resolve("repository/" + FashionMnist.MODEL));
    var options =
        new WatchOptions(
            folder.resolve("repository"), WatchPolicy.parse("latest:1"), Duration.ofMillis(200));
    try (DirectoryWatch watch = DirectoryWatch.start(stack.endpoints(), options)) {
      assertThat(watch).isNotNull();
      Files.move(version, repository.resolve("35"));
      Awaitility.await().atMost(PATIENCE).until(() -> stable() == 35);
    }
    assertThat(view.history())
        .filteredOn(event -> Objects.equals(event.getVersion(), 35L))
        .allMatch(event -> !event.getActor().equals("test"));
  }

  private void assertRejected(Path version, UploadPlan plan, String code) throws Exception {
    Outcome outcome = rollOut(version, plan);
    assertThat(outcome).isInstanceOf(Outcome.NotDone.class);
    assertThat(((Outcome.NotDone) outcome).event().getReason()).contains(code);
  }

  private Outcome rollOut(Path version, UploadPlan plan) throws InterruptedException {
    VersionFiles files = VersionFiles.in(version);
    Outcome published = await(commands.publish(files, plan, UploadProgress.SILENT, Terms.NONE));
    assertThat(published).isInstanceOf(Outcome.Done.class);
    return await(commands.rollout(files.model(), files.version(), Terms.NONE));
  }

  private Outcome await(UUID command) {
    return view.await(command, PATIENCE, event -> {});
  }

  private long stable() {
    ModelState state = Objects.requireNonNull(view.models().get(FashionMnist.MODEL));
    return Objects.requireNonNull(state.getStable());
  }

  private static UploadPlan at(Path file) {
    return new UploadPlan(1 << 20, file.toUri().toString(), null);
  }

  /** A version whose file at {@code bent.onnx} has one other byte. */
  private Path bent(long number) throws IOException {
    Path version = variant(number, "no such text", "");
    byte[] bytes = Files.readAllBytes(version.resolve("model.onnx"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(folder.resolve("bent.onnx"), bytes);
    return version;
  }

  private ArtifactRef ref(VersionFiles files, String path) {
    return files.describe().keySet().stream()
        .filter(ref -> ref.getPath().equals(path))
        .findFirst()
        .orElseThrow();
  }

  private void restore(ArtifactRef ref) throws IOException {
    try (var reader = new ArtifactReader(new KafkaPartLog(stack.endpoints()))) {
      reader.restore(Map.of(ref, folder.resolve("restored")));
    }
  }

  /** Version 2 under another number, with a change of its model.json. */
  private Path variant(long number, String pattern, String replacement) throws IOException {
    Path source = model.directory().resolve("2");
    Path target = VersionCopy.of(source, number, folder.resolve("variant-" + number));
    Path manifest = target.resolve("model.json");
    Files.writeString(manifest, Files.readString(manifest).replaceFirst(pattern, replacement));
    return target;
  }
}
