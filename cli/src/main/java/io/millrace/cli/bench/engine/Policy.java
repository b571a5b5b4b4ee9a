package io.millrace.cli.bench.engine;

import io.millrace.engine.host.HostOptions;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A way for the host to close batches.
 *
 * @param options sets it
 */
record Policy(String name, UnaryOperator<HostOptions> options) {

  /** What a host does by itself. */
  static final Policy ADAPTIVE = new Policy("adaptive", options -> options);

  /** Those that the throughput is measured with. */
  static List<Policy> all() {
    return List.of(ADAPTIVE);
  }
}
