package io.millrace.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SessionLeasesTest {

  private final AtomicInteger closed = new AtomicInteger();
  private final SessionLeases leases = new SessionLeases(closed::incrementAndGet);

  @Test
  void aRetiredSessionClosesAfterItsLastLease() {
    assertThat(leases.tryAcquire()).isTrue();
    assertThat(leases.tryAcquire()).isTrue();

    leases.retire();
    assertThat(closed).hasValue(0);
    leases.release(1);
    assertThat(closed).hasValue(0);
    leases.release(1);
    assertThat(closed).hasValue(1);
  }

  @Test
  void aSessionWithoutLeasesClosesAtOnceAndOnlyOnce() {
    leases.retire();
    leases.retire();

    assertThat(closed).hasValue(1);
  }

  @Test
  void aRetiredSessionGrantsNoLease() {
    leases.retire();

    assertThat(leases.tryAcquire()).isFalse();
  }

  @Test
  void aSessionInServiceStaysOpenWithoutLeases() {
    assertThat(leases.tryAcquire()).isTrue();
    leases.release(1);

    assertThat(closed).hasValue(0);
    assertThat(leases.tryAcquire()).isTrue();
    assertThat(leases.outstanding()).isEqualTo(1);
  }

  @Test
  void aLeaseIsNotReleasedTwice() {
    assertThatThrownBy(() -> leases.release(1)).isInstanceOf(IllegalStateException.class);
  }
}
