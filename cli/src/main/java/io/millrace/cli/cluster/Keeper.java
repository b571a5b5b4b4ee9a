package io.millrace.cli.cluster;

import io.millrace.cli.terminal.UserError;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts members again that have ended by themselves, as a container engine would. One that then
 * does not live for ten seconds is not worth another try: that is a failure of the whole.
 */
public final class Keeper implements AutoCloseable {
  private static final Duration WORTH_ANOTHER_TRY = Duration.ofSeconds(10);

  private final Consumer<String> notice;
  private final Consumer<UserError> failed;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(body -> new Thread(body, "millrace-keeper"));

  private Keeper(Consumer<String> notice, Consumer<UserError> failed) {
    this.notice = notice;
    this.failed = failed;
  }

  /**
   * Watches every member of a stack that is ready.
   *
   * @param notice is told in a sentence what ended and was started again
   * @param failed is told what cannot be kept up
   */
  public static Keeper of(ClusterStack stack, Consumer<String> notice, Consumer<UserError> failed) {
    var keeper = new Keeper(notice, failed);
    // They have served already: whatever ends them now, they are worth a try.
    long longAgo = System.nanoTime() - WORTH_ANOTHER_TRY.toNanos();
    stack.members().forEach(member -> keeper.watch(member, longAgo));
    var registry = stack.registry();
    var unused = // what the listener does is its own affair
        registry
            .ended()
            .thenAccept(
                code ->
                    keeper.inTurn(
                        () ->
                            failed.accept(
                                UserError.failed(
                                    "the schema registry (pid %d) ended with code %d"
                                        .formatted(registry.pid(), code)))));
    return keeper;
  }

  private void watch(Member member, long since) {
    long pid = member.pid();
    var unused = // what comes of it is told to the listeners
        member.ended().thenAccept(code -> inTurn(() -> ended(member, pid, code, since)));
  }

  private void ended(Member member, long pid, int code, long since) {
    String what =
        "%s (pid %d) ended with code %d; its log: %s"
            .formatted(member.name(), pid, code, member.log());
    if (System.nanoTime() - since < WORTH_ANOTHER_TRY.toNanos()) {
      failed.accept(UserError.failed(what));
      return;
    }
    try {
      member.start();
      notice.accept(what + ". It was started again.");
      watch(member, System.nanoTime());
    } catch (UserError e) {
      failed.accept(e);
    }
  }

  private void inTurn(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException closed) {
      // What ends from now on is meant to.
    }
  }

  /** From now on what ends stays ended. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      // A start that is under way is finished, so that whoever closes the member finds it.
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a process that is being started does not come to an end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
