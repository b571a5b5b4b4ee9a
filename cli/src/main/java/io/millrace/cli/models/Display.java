package io.millrace.cli.models;

import io.millrace.avro.ModelEvent;
import io.millrace.cli.registry.HostLine;
import java.util.List;

/** Where somebody sees how a rollout comes along. */
interface Display extends AutoCloseable {

  /** Shows nothing, for those who want the end of it only. */
  Display SILENT =
      new Display() {
        @Override
        public void event(ModelEvent event) {}

        @Override
        public void progress(Progress now) {}
      };

  /**
   * How it is now.
   *
   * @param step of the rollout, in one line; empty if none is under way
   */
  record Progress(long version, String step, List<HostLine> hosts) {}

  /** Something was decided. */
  void event(ModelEvent event);

  /** Told again and again, mostly of nothing new. */
  void progress(Progress now);

  @Override
  default void close() {}
}
