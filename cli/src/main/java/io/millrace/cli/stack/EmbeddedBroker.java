package io.millrace.cli.stack;

import io.millrace.cli.terminal.UserError;
import java.nio.file.Path;
import java.util.List;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A Kafka broker that is its own KRaft controller, in this process, on the loopback address. */
public final class EmbeddedBroker implements AutoCloseable {
  private static final int NODE_ID = 1;

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /** Starts on the topics that the directory already holds; returns when clients can connect. */
  static EmbeddedBroker start(Path directory, int port, int controllerPort) {
    try {
      new BrokerStorage(directory, NODE_ID).format();
      var settings = new BrokerSettings(List.of(new BrokerSettings.Node(port, controllerPort)));
      var server =
          new KafkaRaftServer(new KafkaConfig(settings.of(NODE_ID, directory)), Time.SYSTEM);
      var broker = new EmbeddedBroker(server, settings.bootstrapServers());
      broker.startup();
      return broker;
    } catch (Exception e) {
      throw UserError.failed(
          "the broker did not start on port %d with the files in %s: %s"
              .formatted(port, directory, e.getMessage()),
          e);
    }
  }

  private void startup() {
    try {
      server.startup();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Flushes the logs and marks the shutdown as clean, so that the next start recovers nothing. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
