package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.session.ScriptedSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InboxTest {

  private static final int CALLERS = 3;
  private static final int IMAGES = 20_000;

  private final ModelHost host =
      ModelHost.start(
          HostOptions.defaults().withWorkers(1),
          model -> new ScriptedSession(TestBundles.SIDE, TestBundles.CLASSES, (in, out) -> {}),
          EngineRecorder.NONE);
  private final Lane lane;
  private final Inbox inbox = new Inbox();

  InboxTest(@TempDir Path folder) {
    ModelBundle bundle = TestBundles.bundle(folder, 1, 8);
    host.load(bundle);
    lane = Objects.requireNonNull(host.lane(bundle.id()));
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void imagesComeOutInTheOrderOfTheirArrival() {
    Caller caller = host.newCaller(() -> {});
    for (int i = 0; i < 5; i++) {
      inbox.add(ticket(caller, i));
    }

    assertThat(drained()).extracting(Ticket::submitted).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(inbox.isEmpty()).isTrue();
    assertThat(drained()).isEmpty();
  }

  @Test
  void ofManyCallersNoneIsLostAndEachKeepsItsOrder() throws Exception {
    List<Caller> callers = new ArrayList<>();
    List<Future<?>> adding = new ArrayList<>();
    List<Ticket> out = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try {
      for (int i = 0; i < CALLERS; i++) {
        Caller caller = host.newCaller(() -> {});
        callers.add(caller);
        adding.add(threads.submit(() -> addAll(caller)));
      }
      while (!adding.stream().allMatch(Future::isDone)) {
        out.addAll(drained());
      }
      out.addAll(drained());
      for (Future<?> done : adding) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }

    for (Caller caller : callers) {
      List<Long> times =
          out.stream().filter(t -> t.caller() == caller).map(Ticket::submitted).toList();
      assertThat(times).hasSize(IMAGES).isSorted();
    }
  }

  private void addAll(Caller caller) {
    for (int i = 0; i < IMAGES; i++) {
      inbox.add(ticket(caller, i));
    }
  }

  private Ticket ticket(Caller caller, long submitted) {
    return new Ticket(caller, lane, null, null, submitted);
  }

  private List<Ticket> drained() {
    List<Ticket> tickets = new ArrayList<>();
    inbox.drain(tickets::add);
    return tickets;
  }
}
