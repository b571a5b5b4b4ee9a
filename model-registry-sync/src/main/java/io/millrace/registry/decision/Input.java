package io.millrace.registry.decision;

import io.millrace.avro.HostStatus;
import io.millrace.avro.ModelCommand;
import java.util.List;

/** What a decision can be asked about. */
public sealed interface Input {

  /** An operator asks for something; commands seen before are sorted out by the caller. */
  record Command(ModelCommand command) implements Input {}

  /**
   * The hosts as they are now: one has reported, or time has passed and one is gone.
   *
   * @param live the last report of every host that is alive; the caller vouches that none is
   *     missing, for a version that all of these have loaded takes traffic
   */
  record Hosts(List<HostStatus> live) implements Input {}

  /** Time has passed: a trial's next step may be due. */
  record Tick() implements Input {}

  /** A window of predictions is closed; {@link Watch} says which windows are wanted. */
  record Window(WindowStats stats) implements Input {}
}
