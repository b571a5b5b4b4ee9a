package io.millrace.cli.stack;

/** What a stack needs ports for, and the option by which a person chooses one. */
enum PortUse {
  KAFKA("--kafka-port"),
  /** Between the broker and its own controller; nobody else connects to it. */
  KAFKA_CONTROLLER(""),
  REGISTRY("--registry-port"),
  FLINK("--flink-port"),
  GATEWAY("--gateway-port");

  private final String option;

  PortUse(String option) {
    this.option = option;
  }

  String option() {
    return option;
  }
}
