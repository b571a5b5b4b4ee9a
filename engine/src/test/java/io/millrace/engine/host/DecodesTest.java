package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.ScriptedSession;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodesTest {

  private final ModelHost host =
      ModelHost.start(
          HostOptions.defaults().withWorkers(1),
          model -> new ScriptedSession(TestBundles.SIDE, TestBundles.CLASSES, (in, out) -> {}),
          EngineRecorder.NONE);
  private final Caller caller = host.newCaller(() -> {});
  private final Lane lane;
  private final BatchBuffers buffers;
  private final Batch batch;
  private final Decodes hand = new Decodes();
  private final Decodes other = new Decodes();

  DecodesTest(@TempDir Path folder) throws InferenceException {
    ModelBundle bundle = TestBundles.bundle(folder, 1, 8);
    host.load(bundle);
    lane = Objects.requireNonNull(host.lane(bundle.id()));
    buffers = lane.model().newBuffers();
    batch = new Batch(lane, buffers);
    batch.open(8);
    hand.open(batch);
  }

  @AfterEach
  void close() {
    buffers.close();
    host.close();
  }

  @Test
  void everyImageIsBegunOnceByOneOfTwoWorkers() {
    Ticket[] tickets = {add(), add(), add()};

    assertThat(hand.begin()).isTrue();
    assertThat(hand.currentTicket()).isSameAs(tickets[0]);
    assertThat(hand.giveOneTo(other)).isTrue();
    assertThat(other.begin()).isTrue();
    assertThat(other.currentTicket()).isSameAs(tickets[1]);
    assertThat(other.slot(0)).isEqualTo(1);
    assertThat(other.batch()).isSameAs(batch);
    assertThat(other.begin()).isFalse();
    assertThat(hand.begin()).isTrue();
    assertThat(hand.currentTicket()).isSameAs(tickets[2]);
    assertThat(hand.begin()).isFalse();
    assertThat(hand.giveOneTo(new Decodes())).isFalse();
    assertThat(hand.clear()).containsExactly(tickets[0], tickets[2]);
  }

  @Test
  void whatIsClearedIsNotBegun() {
    Ticket first = add();
    Ticket second = add();
    hand.remove(0);

    assertThat(hand.clear()).containsExactly(second).doesNotContain(first);
    assertThat(hand.isEmpty()).isTrue();
    assertThat(hand.begin()).isFalse();
    assertThat(hand.giveOneTo(other)).isFalse();
    assertThatThrownBy(hand::batch).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aHandIsFullBeforeItOverflows() {
    for (int i = 0; i < Decodes.MOST; i++) {
      assertThat(hand.isFull()).isFalse();
      hand.add(ticket(), i);
    }
    assertThat(hand.isFull()).isTrue();
  }

  private Ticket add() {
    Ticket ticket = ticket();
    hand.add(ticket, batch.reserve(ticket));
    return ticket;
  }

  private Ticket ticket() {
    return new Ticket(caller, lane, null, null, 0);
  }
}
