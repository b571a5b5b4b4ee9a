package io.millrace.job.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.engine.host.Halt;
import io.millrace.engine.host.HangingHosts;
import io.millrace.engine.host.HostOptions;
import io.millrace.engine.host.HostOptions.Watch;
import io.millrace.engine.host.ModelHost;
import io.millrace.engine.session.SessionFactory;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawHeader;
import io.millrace.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Decoders and runs that do not end, from image to dead letter. */
@Timeout(60)
class HangsTest {

  private static final byte[] ENDLESS = {'h', 'a', 'n', 'g'};

  private final List<Integer> halts = new CopyOnWriteArrayList<>();
  private final CountDownLatch until = new CountDownLatch(1);
  private OperatorBench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new OperatorBench(new TestServing(this::start)).open();
  }

  @AfterEach
  void close() throws Exception {
    until.countDown();
    bench.close();
  }

  private ModelHost start(SessionFactory sessions) {
    Watch watch = new Watch(Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofSeconds(2));
    return HangingHosts.start(
        HostOptions.defaults().withWorkers(2).withWatch(watch),
        sessions,
        halts::add,
        ByteBuffer.wrap(ENDLESS)::equals,
        until);
  }

  @Test
  void anImageThatIsNeverDecodedIsADeadLetterAndTheOthersArePredicted() throws Exception {
    bench.process(bench.image(0));
    bench.process(OperatorBench.record(1, bench.event(1, null, ENDLESS)));
    bench.process(bench.image(2));
    bench.harness.prepareSnapshotPreBarrier(1);

    assertThat(codes()).containsExactly("DECODE_TIMEOUT");
    assertThat(bench.predictions()).hasSize(2);
    assertThat(halts).isEmpty();
  }

  @Test
  void fourImagesThatAreNeverDecodedHaltTheProcess() throws Exception {
    for (int n = 0; n < 4; n++) {
      bench.process(OperatorBench.record(n, bench.event(n, null, ENDLESS)));
    }

    await().until(() -> !halts.isEmpty());
    assertThat(halts).containsExactly(Halt.HANGS);
  }

  @Test
  void aRunThatNeverEndsIsADeadLetterAndABarrierDoesNotWaitForIt() throws Exception {
    bench.serving.sessions.shut();
    bench.process(bench.image(0));
    bench.harness.prepareSnapshotPreBarrier(1);
    assertThat(codes()).containsExactly("RUN_TIMEOUT");

    bench.serving.sessions.open();
    bench.process(bench.image(1));
    bench.harness.prepareSnapshotPreBarrier(2);

    assertThat(bench.predictions()).hasSize(1);
    assertThat(halts).isEmpty();
  }

  private List<String> codes() {
    return bench.deadLetters().stream().map(HangsTest::code).toList();
  }

  private static String code(OutputRecord letter) {
    return Arrays.stream(letter.headers())
        .filter(header -> header.key().equals(DeadLetter.CODE))
        .map(RawHeader::value)
        .map(value -> new String(value, StandardCharsets.UTF_8))
        .findFirst()
        .orElse("");
  }
}
