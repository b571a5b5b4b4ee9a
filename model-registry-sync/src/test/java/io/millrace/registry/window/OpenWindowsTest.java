package io.millrace.registry.window;

import static io.millrace.registry.window.Said.CANARY;
import static io.millrace.registry.window.Said.STABLE;
import static io.millrace.registry.window.Said.glance;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.Arm;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.ModelState;
import io.millrace.avro.RolloutVersion;
import io.millrace.registry.decision.Decision;
import io.millrace.registry.decision.Evidence;
import io.millrace.registry.decision.Input;
import io.millrace.registry.decision.Scene;
import io.millrace.registry.decision.Trials;
import io.millrace.registry.decision.WindowStats;
import io.millrace.registry.window.Glance.By;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenWindowsTest {

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final long START = NOON.toEpochMilli();

  private final KeyValueStore<String, byte[]> store = store();
  private final ModelState trial =
      trial(Trials.canary(2, Trials.guard(GuardMetric.NAN_RATE, 0.01, 2)).action());
  private OpenWindows windows = new OpenWindows(store);

  static KeyValueStore<String, byte[]> store() {
    var context = new MockProcessorContext<byte[], byte[]>();
    KeyValueStore<String, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("w"), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }

  /** Version 1 serves and 2 is on trial, of a rollout that was staged at sequence 4. */
  static ModelState trial(RolloutVersion rollout) {
    ModelState state = null;
    for (Object asked : List.of(Scene.publish(1), Scene.allAtOnce(1), Scene.publish(2), rollout)) {
      state = after(state, new Input.Command(Scene.command(asked)));
      state = after(state, new Input.Hosts(List.of()));
    }
    if (state == null) {
      throw new AssertionError("Nothing was decided.");
    }
    return state;
  }

  private static @Nullable ModelState after(@Nullable ModelState state, Input input) {
    ModelState next = Decision.decide(state, Evidence.NONE, input, NOON).newState();
    return next == null ? state : next;
  }

  @Test
  void aWindowHasWhatArrivedInItFromAllPartitions() {
    add(CANARY, 30, 1);
    add(STABLE, 50, 2);
    add(CANARY, 20, 9);
    assertThat(close(9)).isEmpty();

    List<WindowStats> closed = close(10);

    WindowStats canary = of(closed, Arm.CANARY);
    assertThat(canary.start()).isEqualTo(NOON);
    assertThat(canary.length()).isEqualTo(Duration.ofSeconds(10));
    assertThat(canary.version().samples()).isEqualTo(50);
    assertThat(canary.against().stable()).satisfies(s -> assertThat(s.samples()).isEqualTo(50));
    assertThat(of(closed, Arm.STABLE).version().samples()).isEqualTo(50);
    assertThat(close(20)).isEmpty();
  }

  @Test
  void aWindowWithoutImagesOfTheVersionIsNotTold() {
    add(STABLE, 50, 1);

    assertThat(close(10)).extracting(WindowStats::arm).containsExactly(Arm.STABLE);
  }

  @Test
  void imagesThatWereScoredBeforeTheTrialDoNotBelongToIt() {
    add(new By(Scene.MODEL, 2, Arm.CANARY, 4), 30, 1);
    add(new By(Scene.MODEL, 1, Arm.STABLE, 4), 30, 1);
    add(new By(Scene.MODEL, 3, Arm.CANARY, 9), 30, 1);
    add(CANARY, 1, 1);

    WindowStats canary = of(close(10), Arm.CANARY);
    assertThat(canary.version().samples()).isEqualTo(1);
    assertThat(canary.against().stable()).isNull();
  }

  @Test
  void whatIsOpenOutlivesARestart() {
    add(CANARY, 30, 1);
    windows = new OpenWindows(store);
    add(CANARY, 20, 2);
    windows = new OpenWindows(store);

    assertThat(of(close(10), Arm.CANARY).version().samples()).isEqualTo(50);
  }

  @Test
  void whatAnotherReleaseStoredIsForgotten() {
    store.put("garments/CANARY/10000", "{\"x\": 1}".getBytes(StandardCharsets.UTF_8));
    windows = new OpenWindows(store);
    add(CANARY, 20, 2);

    assertThat(of(close(10), Arm.CANARY).version().samples()).isEqualTo(20);
  }

  @Test
  void whereNobodyWatchesAnyMoreNothingIsKept() {
    add(CANARY, 30, 1);
    assertThat(windows.close(model -> null, NOON.plusSeconds(5))).isEmpty();

    assertThat(store.all()).isExhausted();
  }

  @Test
  void aClockThatIsSetBackNeitherStopsTheWindowsNorRepeatsAStart() {
    add(CANARY, 1, 300);
    Instant first = of(close(310), Arm.CANARY).start();
    add(CANARY, 2, 10);
    assertThat(close(15)).isEmpty();

    WindowStats second = of(close(20), Arm.CANARY);
    assertThat(second.start()).isEqualTo(first.plusSeconds(10));
    add(CANARY, 3, 21);
    WindowStats third = of(close(31), Arm.CANARY);
    assertThat(third.start()).isEqualTo(first.plusSeconds(20));
    assertThat(third.version().samples()).isEqualTo(3);
  }

  @Test
  void afterALongSilenceAWindowBeginsAnew() {
    add(CANARY, 1, 1);
    close(10);
    add(CANARY, 2, 1_003);
    assertThat(close(1_004)).isEmpty();

    assertThat(of(close(1_010), Arm.CANARY).start()).isEqualTo(NOON.plusSeconds(1_000));
  }

  private void add(By by, int images, int second) {
    Counter counter = new Counter();
    for (int i = 0; i < images; i++) {
      counter.primary(glance(i, by));
    }
    Instant now = NOON.plusSeconds(second);
    counter.drain().forEach(delta -> windows.add(delta, trial, now, START));
  }

  private List<WindowStats> close(int second) {
    return windows.close(model -> trial, NOON.plusSeconds(second));
  }

  private static WindowStats of(List<WindowStats> closed, Arm arm) {
    return closed.stream().filter(window -> window.arm() == arm).findFirst().orElseThrow();
  }
}
