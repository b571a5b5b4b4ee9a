package io.millrace.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.batch.Plan.Close;
import io.millrace.engine.batch.Plan.Wait;
import org.junit.jupiter.api.Test;

/** Times in nanoseconds; the learned curve is S(b) = 100 b + 2000. */
class BatchPlannerTest {

  private static final long TARGET = 50_000;

  private final BatchPlanner planner = new BatchPlanner(8, 1, TARGET, fit(100, 2_000));

  @Test
  void aFullBatchClosesForSize() {
    arrivalsEvery(10);

    assertThat(planner.plan(new OpenBatch(8, 0, 0), 0)).isEqualTo(new Close(CloseReason.SIZE));
  }

  @Test
  void waitsWhileOneMoreImagePays() {
    arrivalsEvery(100);

    assertThat(planner.plan(new OpenBatch(3, 900, 1_000), 1_000)).isInstanceOf(Wait.class);
  }

  @Test
  void closesWhereWaitingForOneMoreDoesNotPay() {
    arrivalsEvery(400);

    // (k + 1) g + k alpha = 4 * 400 + 3 * 100 < 2000 <= 5 * 400 + 4 * 100
    assertThat(planner.plan(new OpenBatch(3, 0, 4_000), 4_000)).isInstanceOf(Wait.class);
    assertThat(planner.plan(new OpenBatch(4, 0, 4_000), 4_000))
        .isEqualTo(new Close(CloseReason.IDLE));
  }

  @Test
  void closesWhenTheBurstIsOver() {
    arrivalsEvery(100);
    OpenBatch batch = new OpenBatch(2, 900, 1_000);

    assertThat(planner.plan(batch, 1_299)).isEqualTo(new Wait(1_300));
    assertThat(planner.plan(batch, 1_300)).isEqualTo(new Close(CloseReason.IDLE));
  }

  @Test
  void theFirstImageOfAllDoesNotWait() {
    planner.arrived(0);

    assertThat(planner.plan(new OpenBatch(1, 0, 0), 0)).isEqualTo(new Close(CloseReason.IDLE));
  }

  @Test
  void anUnknownCurveDoesNotWait() {
    BatchPlanner fresh = new BatchPlanner(8, 1, TARGET, new ServiceTimeFit(8));
    fresh.arrived(0);
    fresh.arrived(10);

    assertThat(fresh.plan(new OpenBatch(2, 0, 10), 10)).isEqualTo(new Close(CloseReason.IDLE));
  }

  @Test
  void closesWhileTheOldestCanStillMeetItsTarget() {
    arrivalsEvery(100);
    long latest = TARGET - (100 * 4 + 2_000);
    OpenBatch batch = new OpenBatch(3, 0, latest);

    assertThat(planner.overdue(batch, latest - 1)).isNull();
    assertThat(planner.overdue(batch, latest)).isEqualTo(CloseReason.DEADLINE);
    assertThat(planner.plan(batch, latest)).isEqualTo(new Close(CloseReason.DEADLINE));
  }

  @Test
  void doesNotHurryAnImageThatIsTooLateAnyway() {
    arrivalsEvery(100);

    assertThat(planner.overdue(new OpenBatch(3, 0, TARGET), TARGET)).isNull();
  }

  @Test
  void neverWaitsBeyondTheDeadline() {
    BatchPlanner slow = new BatchPlanner(8, 1, 4_000, fit(100, 2_000));
    slow.arrived(0);
    slow.arrived(800);

    // The burst would be over at 800 + 3 * 800; S(2) = 2200 leaves until 1800.
    assertThat(slow.plan(new OpenBatch(1, 0, 800), 800)).isEqualTo(new Wait(1_800));
  }

  @Test
  void oneSilenceDoesNotHideABurstsRate() {
    planner.arrived(0);
    planner.arrived(100);
    planner.arrived(1_000_000);
    planner.arrived(1_000_100);

    assertThat(planner.plan(new OpenBatch(2, 1_000_000, 1_000_100), 1_000_100))
        .isInstanceOf(Wait.class);
  }

  private void arrivalsEvery(long nanos) {
    for (int i = 0; i < 50; i++) {
      planner.arrived(i * nanos);
    }
  }

  private static ServiceTimeFit fit(long alpha, long tau0) {
    ServiceTimeFit fit = new ServiceTimeFit(8);
    for (int run = 0; run < 10; run++) {
      fit.add(1, alpha + tau0);
      fit.add(8, 8 * alpha + tau0);
    }
    return fit;
  }
}
