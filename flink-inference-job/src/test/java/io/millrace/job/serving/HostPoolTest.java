package io.millrace.job.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.engine.batch.Batching;
import io.millrace.engine.host.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostPoolTest {

  private static final HostConfig CONFIG =
      new HostConfig(
          "a:1", "http://a", 1, Duration.ofMillis(1), DeviceConfig.CPU, new Batching.Adaptive());

  private final List<TestHost> started = new ArrayList<>();

  @Test
  void usersOfOneConfigurationShareOneHost() {
    HostPool<HostConfig, TestHost> pool = pool(Duration.ofMinutes(1));

    assertThat(pool.acquire(CONFIG)).isSameAs(pool.acquire(CONFIG));
    assertThat(started).hasSize(1);
  }

  @Test
  void restartedTaskFindsItsHostAgain() {
    HostPool<HostConfig, TestHost> pool = pool(Duration.ofMinutes(1));
    Serving first = pool.acquire(CONFIG);
    pool.release(CONFIG);

    assertThat(pool.acquire(CONFIG)).isSameAs(first);
    assertThat(started.get(0).closed).isFalse();
  }

  @Test
  void hostWhoseLastUserHasGoneForGoodIsClosed() {
    HostPool<HostConfig, TestHost> pool = pool(Duration.ofMillis(20));
    pool.acquire(CONFIG);
    pool.release(CONFIG);

    await().until(() -> started.get(0).closed);
    assertThat(pool.acquire(CONFIG)).isNotSameAs(started.get(0));
  }

  @Test
  void hostInUseIsNotClosed() throws Exception {
    HostPool<HostConfig, TestHost> pool = pool(Duration.ofMillis(1));
    pool.acquire(CONFIG);
    pool.acquire(CONFIG);
    pool.release(CONFIG);
    pool.closeIdle();

    assertThat(started.get(0).closed).isFalse();
  }

  @Test
  void hostThatCannotGoOnIsReplaced() {
    HostPool<HostConfig, TestHost> pool = pool(Duration.ofMinutes(1));
    pool.acquire(CONFIG);
    pool.release(CONFIG);
    started.get(0).usable = false;

    assertThat(pool.acquire(CONFIG)).isSameAs(started.get(1));
    await().until(() -> started.get(0).closed);
  }

  @Test
  void idleHostsAreClosedOnRequest() throws Exception {
    HostPool<HostConfig, TestHost> pool = pool(Duration.ofMinutes(1));
    pool.acquire(CONFIG);
    pool.release(CONFIG);
    pool.closeIdle();

    assertThat(started.get(0).closed).isTrue();
  }

  @Test
  void releasingMoreOftenThanAcquiringIsAnError() {
    HostPool<HostConfig, TestHost> pool = pool(Duration.ofMinutes(1));
    pool.acquire(CONFIG);
    pool.release(CONFIG);

    assertThatThrownBy(() -> pool.release(CONFIG)).isInstanceOf(IllegalStateException.class);
  }

  private HostPool<HostConfig, TestHost> pool(Duration keptFor) {
    return new HostPool<>(
        config -> {
          TestHost host = new TestHost();
          started.add(host);
          return host;
        },
        keptFor);
  }

  private static final class TestHost implements HostHandle {
    volatile boolean closed;
    volatile boolean usable = true;

    @Override
    public boolean isUsable() {
      return usable;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public @Nullable Route route(String model) {
      return null;
    }

    @Override
    public boolean knows(String model) {
      return false;
    }

    @Override
    public Map<String, Long> sequences() {
      return Map.of();
    }

    @Override
    public void awaitSequences(SequenceFloor floor) {}

    @Override
    public Caller newCaller(Runnable onProgress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Caller newBackgroundCaller(Runnable onProgress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void showMetrics(MetricGroup ofJob) {}

    @Override
    public void addListener(Runnable listener) {}

    @Override
    public void removeListener(Runnable listener) {}

    @Override
    public void awaitCaughtUp() {}

    @Override
    public void awaitRoute(String model) {}

    @Override
    public void throwIfFailed() {}
  }
}
