package io.millrace.tests.recovery;

import io.millrace.tests.oracle.Fault;
import java.util.Set;

/** What the job promises its readers. */
enum Delivery {
  /** A failure may repeat outcomes; a reader recognises them by their origin. */
  AT_LEAST_ONCE("at-least-once", Set.of(Fault.DUPLICATE)),
  /** A reader of committed records sees each outcome once. */
  EXACTLY_ONCE("exactly-once", Set.of());

  private final String option;
  private final Set<Fault> allowed;

  Delivery(String option, Set<Fault> allowed) {
    this.option = option;
    this.allowed = allowed;
  }

  /** What the oracle may find after a failure. */
  Set<Fault> allowed() {
    return allowed;
  }

  /** As the job's option has it. */
  @Override
  public String toString() {
    return option;
  }
}
