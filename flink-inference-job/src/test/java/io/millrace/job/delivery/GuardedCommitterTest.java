package io.millrace.job.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.delivery.Trace.Origins;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;

class GuardedCommitterTest {

  private static final Fingerprint PRINT = Fingerprint.of(3, 1_000, null, new byte[] {1});

  private final Set<Fingerprint> visible = new HashSet<>();
  private final Map<Integer, Origins> ofOtherTasks = new HashMap<>();
  private final Counter failed = new SimpleCounter();
  private final RefusingCommitter kafka = new RefusingCommitter();
  private final GuardedCommitter committer =
      new GuardedCommitter(kafka, visible::contains, this::report, failed);

  @Test
  void transactionThatTheBrokerGaveUpEndsTheJobAndNamesItsImages() {
    Request request = new Request("lost");
    kafka.refused.add("lost");

    assertThatThrownBy(() -> committer.commit(List.of(request)))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .isInstanceOf(LostTransactionException.class)
        .hasMessageContaining("partition 3 offsets 17 to 20")
        .hasMessageContaining("--transaction-timeout");
    assertThat(request.said).containsExactly("failed");
    assertThat(failed.getCount()).isEqualTo(1);
  }

  @Test
  void transactionThatIsRefusedBecauseItWasCommittedIsNoLoss() throws Exception {
    Request request = new Request("again");
    kafka.refused.add("again");
    visible.add(PRINT);

    committer.commit(List.of(request));

    assertThat(request.said).containsExactly("already committed");
    assertThat(failed.getCount()).isZero();
  }

  @Test
  void whatCannotBeFoundOutIsTriedAgainByARestart() {
    kafka.refused.add("unknown");
    GuardedCommitter blind =
        new GuardedCommitter(
            kafka,
            record -> {
              throw new IOException("no broker");
            },
            this::report,
            failed);

    assertThatThrownBy(() -> blind.commit(List.of(new Request("unknown"))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void imagesOfEveryLostTransactionAndOfEveryTaskAreNamed() {
    kafka.refused.addAll(Set.of("lost", "lost too"));
    ofOtherTasks.put(5, new Origins(100, 103));
    Request second = new Request("lost too", new Origins(21, 30));

    assertThatThrownBy(() -> committer.commit(List.of(new Request("lost"), second)))
        .cause()
        .hasMessageContaining("partition 3 offsets 17 to 30, partition 5 offsets 100 to 103");
    assertThat(second.said).containsExactly("failed");
    assertThat(failed.getCount()).isEqualTo(2);
  }

  private Map<Integer, Origins> report(Map<Integer, Origins> own) {
    Map<Integer, Origins> all = new HashMap<>(ofOtherTasks);
    all.putAll(own);
    return all;
  }

  @Test
  void othersOfTheSameCheckpointAreCommittedFirst() {
    Request good = new Request("good");
    kafka.refused.add("lost");

    assertThatThrownBy(() -> committer.commit(List.of(new Request("lost"), good)))
        .isInstanceOf(SuppressRestartsException.class);
    assertThat(kafka.committed).containsExactly("good");
  }

  /** Does what Flink's own does: signals, and goes on. */
  private static final class RefusingCommitter implements Committer<KafkaCommittable> {
    final Set<String> refused = new HashSet<>();
    final List<String> committed = new ArrayList<>();

    @Override
    public void commit(Collection<CommitRequest<KafkaCommittable>> requests) {
      for (CommitRequest<KafkaCommittable> request : requests) {
        String id = request.getCommittable().getTransactionalId();
        if (refused.contains(id)) {
          request.signalFailedWithKnownReason(new ProducerFencedException("fenced"));
        } else {
          committed.add(id);
        }
      }
    }

    @Override
    public void close() {}
  }

  private static final class Request implements Committer.CommitRequest<GuardedCommittable> {
    final List<String> said = new ArrayList<>();
    private final GuardedCommittable committable;

    Request(String id) {
      this(id, new Origins(17, 20));
    }

    Request(String id, Origins origins) {
      this.committable =
          new GuardedCommittable(
              new KafkaCommittable(1, (short) 2, id, null), new Trace(PRINT, Map.of(3, origins)));
    }

    @Override
    public GuardedCommittable getCommittable() {
      return committable;
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable t) {
      said.add("failed");
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable t) {
      said.add("failed for an unknown reason");
    }

    @Override
    public void retryLater() {
      said.add("later");
    }

    @Override
    public void updateAndRetryLater(GuardedCommittable updated) {
      said.add("later");
    }

    @Override
    public void signalAlreadyCommitted() {
      said.add("already committed");
    }
  }
}
