package io.millrace.cli.bench.pipeline;

import static io.millrace.schemas.Topic.Cleanup.DELETE;

import io.millrace.schemas.Topic;
import java.util.List;
import java.util.Map;

/** Topics that only the bench has: of what is held against the product. */
final class BenchTopics {

  /** What the job that people write first puts out. */
  static final Topic<byte[]> NAIVE = topic("bench-naive-predictions");

  /** What the plain loop takes. */
  static final Topic<byte[]> LOOP_IN = topic("bench-loop-in");

  /** What the plain loop puts out. */
  static final Topic<byte[]> LOOP_OUT = topic("bench-loop-out");

  static final List<Topic<byte[]>> ALL = List.of(NAIVE, LOOP_IN, LOOP_OUT);

  private BenchTopics() {}

  private static Topic<byte[]> topic(String name) {
    return new Topic<>(name, DELETE, true, Map.of(), byte[].class);
  }
}
