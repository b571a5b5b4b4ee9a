package io.millrace.cli.bench.pipeline;

/** Whose thread it is, by its name. */
enum ThreadKind {
  /** Flink's thread around the Kafka consumer. */
  FETCHER("Source Data Fetcher"),
  /** The task: envelopes, operator, sink. */
  TASK("Source: "),
  /** Decoding and runs. */
  ENGINE("millrace-worker-"),
  /** Kafka's thread that sends predictions. */
  PRODUCER("kafka-producer-network-thread"),
  /** Flink's services, the bench itself. */
  OTHER("");

  private final String prefix;

  ThreadKind(String prefix) {
    this.prefix = prefix;
  }

  static ThreadKind of(String thread) {
    for (ThreadKind kind : values()) {
      if (thread.startsWith(kind.prefix)) {
        return kind;
      }
    }
    return OTHER;
  }
}
