package io.millrace.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.cluster.Member.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@EnabledOnOs(OS.LINUX) // what a process does is read from /proc
class MemberTest {

  @TempDir private Path folder;

  /** Says that it runs, and runs until it is ended. */
  public static final class Idle {
    private Idle() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      Files.writeString(Path.of(System.getProperty("java.io.tmpdir"), "rubbish"), "x");
      System.out.println("runs with " + System.getProperty("extra"));
      new CountDownLatch(1).await();
    }
  }

  private Member launch() {
    var files = new MemberFiles("idle", folder.resolve("idle"), folder.resolve("logs"));
    return Member.launch(
        files,
        start ->
            new Launch(
                FlinkJars.ownClassPath(), Idle.class.getName(), List.of(), List.of("-Xmx32m")));
  }

  private static void awaitOutput(Member member, String text) {
    Awaitility.await().until(() -> Files.readString(member.output()).contains(text));
  }

  private static String state(Member member) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + member.pid() + "/status")).stream()
        .filter(line -> line.startsWith("State:"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void killedOneIsStartedAgainInAnEmptyTemporaryFolder() {
    try (var member = launch()) {
      awaitOutput(member, "runs with null");
      long first = member.pid();
      assertThatThrownBy(member::start).hasMessageContaining("end it first");

      member.kill();
      assertThat(member.isAlive()).isFalse();
      assertThat(member.ended().join()).isEqualTo(137);
      assertThat(folder.resolve("idle/tmp/rubbish")).exists();

      member.start("-Dextra=hook");
      assertThat(member.pid()).isNotEqualTo(first);
      assertThat(member.starts()).isEqualTo(2);
      awaitOutput(member, "runs with hook");
    }
  }

  @Test
  void frozenOneStandsStillUntilItIsThawed() throws IOException {
    try (var member = launch()) {
      awaitOutput(member, "runs");
      member.freeze();
      Awaitility.await().until(() -> state(member).contains("stopped"));
      member.thaw();
      Awaitility.await().until(() -> state(member).contains("sleeping"));
    }
  }

  @Test
  void frozenOneIsClosedToo() {
    var member = launch();
    awaitOutput(member, "runs");
    member.freeze();
    member.close();
    assertThat(member.isAlive()).isFalse();
  }

  @Test
  void terminatedOneEndsByItself() {
    try (var member = launch()) {
      awaitOutput(member, "runs");
      member.terminate();
      member.awaitEnd(Duration.ofSeconds(10));
      assertThat(member.ended().join()).isEqualTo(143);
      assertThatThrownBy(() -> member.signal("STOP"))
          .hasMessageContaining("cannot be sent SIGSTOP");
    }
  }
}
