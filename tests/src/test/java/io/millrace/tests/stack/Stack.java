package io.millrace.tests.stack;

import io.millrace.schemas.Endpoints;

/** A running Millrace: its topics are made, its job runs or waits for its first model. */
public interface Stack extends AutoCloseable {

  /** How many partitions the topics of images and outcomes have. */
  int PARTITIONS = 4;

  /** Broker and schema registry, as a client on this machine reaches them. */
  Endpoints endpoints();

  /** Flink's REST interface. */
  String flinkUrl();

  @Override
  void close();
}
