package io.millrace.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.batch.Plan.Close;
import io.millrace.engine.batch.Plan.Wait;
import io.millrace.engine.batch.Tuning.Patience;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What holds for every stream, curve and tuning. Times are nanoseconds. */
class PolicyPropertiesTest {

  private static final long TARGET = 1_000_000;

  @Property(tries = 300)
  void noBatchIsOverTheCapAndNoImageIsLostOrWaitsForEver(
      @ForAll("tunings") Tuning tuning,
      @ForAll("curves") ServiceTime time,
      @ForAll @Size(min = 1, max = 80) List<@LongRange(max = 2_000_000) Long> gaps,
      @ForAll @IntRange(min = 1, max = 3) int servers) {
    BatchPlanner planner = new BatchPlanner(tuning, servers, TARGET, time);
    List<Batch> batches = play(planner, time, servers, gaps);

    assertThat(batches).allMatch(batch -> batch.images >= 1 && batch.images <= tuning.cap());
    assertThat(batches.stream().mapToInt(batch -> batch.images).sum()).isEqualTo(gaps.size());
    // Once a device is free an image waits for less than the target, whatever the gaps say.
    assertThat(batches).allMatch(batch -> batch.waitedOnFreeDevice <= 80 * TARGET);
  }

  @Property(tries = 300)
  void noImageIsLateWhoseTargetTheModelCouldMeet(
      @ForAll("tunings") Tuning tuning,
      @ForAll("curves") ServiceTime time,
      @ForAll @Size(min = 1, max = 80) List<@LongRange(max = 2_000_000) Long> gaps) {
    BatchPlanner planner = new BatchPlanner(tuning, 1, TARGET, time);

    for (Batch batch : play(planner, time, 1, gaps)) {
      // The device was free all along, so that only waiting could have made it late.
      boolean possible =
          batch.waitedOnFreeDevice == batch.closed - batch.oldest
              && time.predict(batch.images) + time.margin() <= TARGET;
      if (possible) {
        assertThat((double) (batch.closed - batch.oldest) + time.predict(batch.images))
            .as(batch.reason + " of " + batch.images)
            .isLessThanOrEqualTo(TARGET);
      }
    }
  }

  @Property(tries = 2_000)
  void theReasonIsTheRuleThatHolds(
      @ForAll("tunings") Tuning tuning,
      @ForAll("curves") ServiceTime time,
      @ForAll @IntRange(min = 1, max = 64) int size,
      @ForAll @LongRange(max = 2_000_000) long age,
      @ForAll @LongRange(max = 2_000_000) long quiet,
      @ForAll @LongRange(min = 1, max = 500_000) long gap) {
    BatchPlanner planner = new BatchPlanner(tuning, 1, TARGET, time);
    planner.arrived(0);
    planner.arrived(gap);
    long now = 10_000_000;
    OpenBatch batch = new OpenBatch(size, now - age, now - Math.min(age, quiet));
    long latest = TARGET - (long) Math.ceil(time.predict(size + 1) + time.margin());
    boolean due = age >= latest && age + time.predict(size) <= TARGET;

    Plan plan = planner.plan(batch, now);

    if (size >= tuning.cap()) {
      assertThat(plan).isEqualTo(new Close(CloseReason.SIZE));
    } else if (due) {
      assertThat(plan).isEqualTo(new Close(CloseReason.DEADLINE));
    } else if (plan instanceof Wait wait) {
      assertThat(tuning.patience()).isNotEqualTo(Patience.NONE);
      assertThat(wait.until()).isGreaterThan(now).isLessThanOrEqualTo(now + TARGET);
      assertThat(planner.plan(batch, wait.until())).isInstanceOf(Close.class);
    } else {
      assertThat(plan).isEqualTo(new Close(CloseReason.IDLE));
    }
  }

  @Property(tries = 500)
  void aFixedPolicyClosesAtItsSizeOrItsLingerAndSaysWhich(
      @ForAll @IntRange(min = 1, max = 64) int cap,
      @ForAll @LongRange(max = 1_000_000) long linger,
      @ForAll @IntRange(min = 1, max = 64) int size,
      @ForAll @LongRange(max = 2_000_000) long age) {
    FixedPolicy policy = new FixedPolicy(cap, linger);
    OpenBatch batch = new OpenBatch(size, 0, age);

    Plan expected =
        size >= cap
            ? new Close(CloseReason.SIZE)
            : age >= linger ? new Close(CloseReason.LINGER) : new Wait(linger);
    assertThat(policy.plan(batch, age)).isEqualTo(expected);
    assertThat(policy.overdue(batch, age)).as("while images are at hand").isNull();
  }

  @Provide
  static Arbitrary<Tuning> tunings() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 64),
            Arbitraries.of(Patience.values()),
            Arbitraries.of(true, false))
        .as(Tuning::new);
  }

  @Provide
  static Arbitrary<ServiceTime> curves() {
    return Combinators.combine(
            Arbitraries.doubles().between(0, 100_000),
            Arbitraries.doubles().between(0, 900_000),
            Arbitraries.doubles().between(0, 50_000))
        .as(ServiceTime.Known::new);
  }

  private record Batch(
      int images, long oldest, long closed, long waitedOnFreeDevice, CloseReason reason) {}

  /** Every event of a small stream, one by one. */
  private static List<Batch> play(
      BatchPolicy policy, ServiceTime time, int servers, List<Long> gaps) {
    List<Batch> batches = new ArrayList<>();
    long[] freeAt = new long[servers];
    List<Long> queue = new ArrayList<>();
    long now = 0;
    long newest = 0;
    int next = 0;
    long nextArrival = gaps.get(0);
    while (next < gaps.size() || !queue.isEmpty()) {
      if (next < gaps.size() && nextArrival <= now) {
        policy.arrived(nextArrival);
        queue.add(nextArrival);
        newest = nextArrival;
        nextArrival += ++next < gaps.size() ? gaps.get(next) : 0;
        continue;
      }
      int free = earliest(freeAt);
      long arrival = next < gaps.size() ? nextArrival : Long.MAX_VALUE;
      if (queue.isEmpty() || freeAt[free] > now) {
        now = queue.isEmpty() ? arrival : Math.min(arrival, freeAt[free]);
        continue;
      }
      int open = Math.min(queue.size(), policy.cap());
      Plan plan = policy.plan(new OpenBatch(open, queue.get(0), newest), now);
      if (plan instanceof Wait wait) {
        now = Math.min(arrival, Math.max(wait.until(), now + 1));
      } else if (plan instanceof Close close) {
        int images = policy.share(queue.size());
        long oldest = queue.get(0);
        long waited = now - Math.max(oldest, freeAt[free]);
        batches.add(new Batch(images, oldest, now, waited, close.reason()));
        queue.subList(0, images).clear();
        freeAt[free] = now + (long) time.predict(images);
      }
    }
    return batches;
  }

  private static int earliest(long[] freeAt) {
    int earliest = 0;
    for (int i = 1; i < freeAt.length; i++) {
      earliest = freeAt[i] < freeAt[earliest] ? i : earliest;
    }
    return earliest;
  }
}
