package io.millrace.tests.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.client.RegistryView;
import io.millrace.tests.stack.EmbeddedStackBinding;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances in processes of their own: each is killed under commands, and many commands come at
 * once. {@code mvn verify -Pfaults} plays it.
 */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SyncFaultsIT {

  private static final int BURST = 10_000;
  private static final int STRIKES = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private EmbeddedStackBinding stack;
  private RegistryView view;
  private SyncProcess first;
  private SyncProcess second;

  @BeforeAll
  void start(@TempDir Path folder) {
    stack = EmbeddedStackBinding.withoutPrograms(folder.resolve("stack"));
    first = new SyncProcess(stack.endpoints(), folder.resolve("first"));
    first.start();
    first.awaitReady();
    view = new RegistryView(stack.endpoints());
    second = new SyncProcess(stack.endpoints(), folder.resolve("second"));
    second.start();
    second.awaitReady();
  }

  @AfterAll
  void stop() {
    first.close();
    second.close();
    view.close();
    stack.close();
  }

  /** One of the two decides; both are killed in turn, so that it is hit whichever it is. */
  @Test
  void commandsGoOnWithTheOtherInstanceWhenOneIsKilled() {
    try (var commands = new CommandBurst(stack.endpoints(), "killed")) {
      for (int n = 0; n < STRIKES; n++) {
        for (SyncProcess target : new SyncProcess[] {first, second}) {
          commands.send(100);
          awaitAnswered(commands, commands.size() - 50);
          long killed = System.nanoTime();
          target.kill();
          commands.send(100);
          awaitAnswered(commands, commands.size());
          System.out.printf("killed under commands: all answered after %.1f s%n", seconds(killed));
          target.start();
          target.awaitReady();
        }
      }
      assertThat(commands.problems(view.history())).isEmpty();
    }
  }

  @Test
  void k14ABurstOfCommandsIsCarriedOutInItsOrder() {
    try (var commands = new CommandBurst(stack.endpoints(), "burst")) {
      long began = System.nanoTime();
      commands.send(BURST);
      double sent = seconds(began);
      awaitAnswered(commands, BURST);
      System.out.printf(
          "%d commands: sent in %.1f s, answered in %.1f s, %.0f a second%n",
          BURST, sent, seconds(began), BURST / seconds(began));
      assertThat(commands.problems(view.history())).isEmpty();
    }
  }

  private void awaitAnswered(CommandBurst commands, long count) {
    Awaitility.await("%d commands are answered".formatted(count))
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(100))
        .atMost(PATIENCE)
        .until(() -> commands.answered(view.history()) >= count);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
