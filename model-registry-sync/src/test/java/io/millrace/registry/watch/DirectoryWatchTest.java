package io.millrace.registry.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.avro.RollbackVersion;
import io.millrace.registry.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What appears in the directory is published when it is whole, and what goes is retired. */
class DirectoryWatchTest {

  private final Path repository;
  private final TestingRegistry registry = new TestingRegistry();
  private final List<String> reports = new ArrayList<>();
  private DirectoryWatch watch;

  DirectoryWatchTest(@TempDir Path repository) {
    this.repository = repository;
    this.watch = watching("latest:1");
  }

  @Test
  void aVersionThatTwoLooksFindUnchangedIsPublishedAndRolledOut() throws Exception {
    write(1);
    watch.look();
    assertThat(registry.asked).isEmpty();

    looks(3);
    assertThat(registry.asked).containsExactly("publish m/1", "rollout m/1");
    assertThat(stable()).isEqualTo(1);
  }

  @Test
  void aFileThatIsStillBeingCopiedIsWaitedFor() throws Exception {
    Path version = write(1);
    byte[] whole = Files.readAllBytes(version.resolve("model.onnx"));
    for (int length = 1; length < whole.length; length += 8) {
      Files.write(version.resolve("model.onnx"), Arrays.copyOf(whole, length));
      watch.look();
    }
    Files.write(version.resolve("model.onnx"), whole);
    watch.look();
    assertThat(registry.asked).isEmpty();
    assertThat(reports).isEmpty();

    looks(1);
    assertThat(registry.asked).contains("publish m/1");
  }

  @Test
  void aCopyThatStalledIsReportedOnceAndTakenWhenItIsWhole() throws Exception {
    Path version = write(1);
    byte[] whole = Files.readAllBytes(version.resolve("model.onnx"));
    Files.write(version.resolve("model.onnx"), Arrays.copyOf(whole, 10));
    looks(5);
    assertThat(reports).singleElement().asString().contains("m/1").contains("MODEL_CORRUPT");

    Files.write(version.resolve("model.onnx"), whole);
    looks(2);
    assertThat(registry.asked).contains("publish m/1");
    assertThat(reports).hasSize(1);
  }

  @Test
  void whatIsCopiedUnderAnotherNameAndRenamedIsTaken() throws Exception {
    Versions.write(repository.resolve("m/2.copying"), "m", 2);
    Versions.write(repository.resolve("m/.hidden"), "m", 3);
    looks(3);
    assertThat(registry.asked).isEmpty();
    assertThat(reports).isEmpty();

    Files.move(repository.resolve("m/2.copying"), repository.resolve("m/2"));
    looks(2);
    assertThat(registry.asked).startsWith("publish m/2");
  }

  @Test
  void badVersionsAreReportedOnceEach() throws Exception {
    write(1);
    Files.delete(repository.resolve("m/1/model.json"));
    Versions.write(repository.resolve("m/2"), "m", 7);
    watch = watching("all");

    looks(5);

    assertThat(reports).hasSize(2);
    assertThat(reports.get(0)).contains("m/1").contains("has no model.json");
    assertThat(reports.get(1)).contains("m/2").contains("is that of m/7");
    assertThat(registry.asked).isEmpty();
  }

  @Test
  void whatTheRegistryRefusesIsReportedOnce() throws Exception {
    write(1);
    looks(3);
    remove(1);
    Files.createDirectories(repository.resolve("m"));
    write(2);
    looks(4);
    assertThat(registry.asked).contains("rollout m/2", "retire m/1");

    write(1);
    watch = watching("all");
    looks(4);

    assertThat(reports).filteredOn(report -> report.contains("RETIRED")).isEmpty();
    assertThat(registry.asked).filteredOn("publish m/1"::equals).hasSize(1);
  }

  @Test
  void aRemovedVersionIsRetiredWhenItIsNotInService() throws Exception {
    write(1);
    looks(3);
    remove(1);
    looks(3);
    assertThat(registry.asked).doesNotContain("retire m/1");
    assertThat(reports).singleElement().asString().contains("is in service");

    write(2);
    looks(4);
    assertThat(registry.asked).containsSubsequence("publish m/2", "rollout m/2", "retire m/1");
    assertThat(registry.asked).filteredOn("retire m/1"::equals).hasSize(1);
  }

  @Test
  void aRestartRepeatsNothing() throws Exception {
    write(1);
    write(2);
    looks(4);
    List<String> before = List.copyOf(registry.asked);

    watch = watching("latest:1");
    looks(4);

    assertThat(registry.asked).isEqualTo(before);
  }

  @Test
  void aDirectoryThatIsNotThereForAWhileRetiresNothing() throws Exception {
    write(1);
    looks(3);
    write(2);
    looks(4);
    Path away = repository.resolveSibling(repository.getFileName() + "-away");
    Files.move(repository, away);
    try {
      looks(3);
    } finally {
      Files.move(away, repository);
    }
    assertThat(registry.asked).noneMatch(command -> command.startsWith("retire"));
  }

  @Test
  void whatAnOperatorRolledBackStaysRolledBack() throws Exception {
    write(1);
    looks(3);
    write(2);
    looks(3);
    registry.decide("m", new RollbackVersion(null));
    int before = registry.asked.size();

    looks(3);
    watch = watching("latest:1");
    looks(3);

    assertThat(registry.asked).hasSize(before);
    assertThat(stable()).isEqualTo(1);
  }

  @Test
  void aRegistryThatDoesNotAnswerIsAskedAtTheNextLook() throws Exception {
    registry.down = true;
    write(1);
    looks(3);
    assertThat(registry.asked).isEmpty();

    registry.down = false;
    looks(2);
    assertThat(registry.asked).contains("publish m/1");
  }

  @Test
  void thePoliciesTakeWhatTheySay() throws Exception {
    write(1);
    write(2);
    write(10);
    looks(4);
    assertThat(registry.asked).containsExactly("publish m/10", "rollout m/10");

    watch = watching("specific:2");
    looks(4);
    assertThat(registry.asked).endsWith("publish m/2", "rollout m/2");

    watch = watching("all");
    looks(4);
    assertThat(registry.asked).endsWith("publish m/1");
  }

  @Test
  void policiesAreReadAsTheyAreWritten() {
    var versions = new TreeSet<>(List.of(1L, 2L, 3L));
    assertThat(WatchPolicy.parse("latest").wanted(versions)).containsExactly(3L);
    assertThat(WatchPolicy.parse("latest:2").wanted(versions)).containsExactly(2L, 3L);
    assertThat(WatchPolicy.parse("all").wanted(versions)).containsExactly(1L, 2L, 3L);
    assertThat(WatchPolicy.parse("specific:1, 3,9").wanted(versions)).containsExactly(1L, 3L);
    for (String bad : List.of("", "latest:0", "latest:x", "specific", "specific:", "newest")) {
      assertThatThrownBy(() -> WatchPolicy.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private @Nullable Long stable() {
    return Objects.requireNonNull(registry.models().get("m")).getStable();
  }

  private DirectoryWatch watching(String policy) {
    var options = new WatchOptions(repository, WatchPolicy.parse(policy), Duration.ofSeconds(1));
    return new DirectoryWatch(options, registry, reports::add);
  }

  private void looks(int times) throws InterruptedException {
    for (int look = 0; look < times; look++) {
      watch.look();
    }
  }

  private Path write(long version) throws IOException {
    return Versions.write(repository.resolve("m/" + version), "m", version);
  }

  private void remove(long version) throws IOException {
    Path directory = repository.resolve("m/" + version);
    Files.delete(directory.resolve("model.onnx"));
    Files.delete(directory.resolve("model.json"));
    Files.delete(directory);
  }
}
