package io.millrace.cli.stack;

/** What a stack needs ports for, and the option by which a person chooses one. */
public enum PortUse {
  KAFKA("--kafka-port"),
  /** Between the broker and its own controller; nobody else connects to it. */
  KAFKA_CONTROLLER(""),
  /** The second and third broker of a cluster of three. */
  KAFKA_2(""),
  KAFKA_3(""),
  KAFKA_CONTROLLER_2(""),
  KAFKA_CONTROLLER_3(""),
  REGISTRY("--registry-port"),
  FLINK("--flink-port"),
  /** Between JobManager and TaskManagers. */
  FLINK_RPC(""),
  ZOOKEEPER(""),
  GATEWAY("--gateway-port"),
  /** Where metrics are served to Prometheus, if anybody asks for that. */
  METRICS("--metrics-port");

  private final String option;

  PortUse(String option) {
    this.option = option;
  }

  String option() {
    return option;
  }
}
