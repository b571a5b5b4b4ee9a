package io.millrace.tests.recovery;

import io.millrace.tests.oracle.Fault;
import java.util.Set;

/** What the job promises its readers. */
enum Delivery {
  /** A failure may repeat outcomes; a reader recognises them by their origin. */
  AT_LEAST_ONCE("at-least-once"),
  /** A reader of committed records sees each outcome once. */
  EXACTLY_ONCE("exactly-once");

  private final String option;

  Delivery(String option) {
    this.option = option;
  }

  /** What the oracle may find after a failure. */
  Set<Fault> allowed() {
    return this == AT_LEAST_ONCE ? Set.of(Fault.DUPLICATE) : Set.of();
  }

  /** As the job's option has it. */
  @Override
  public String toString() {
    return option;
  }
}
