package io.millrace.cli.stack;

import io.millrace.cli.terminal.UserError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A Kafka broker that is its own KRaft controller, in this process, on the loopback address. */
public final class EmbeddedBroker implements AutoCloseable {
  /** Room for a record of 1 MiB with its key and headers. */
  private static final int LARGEST_BATCH_BYTES = 2 << 20;

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /** Starts on the topics that the directory already holds; returns when clients can connect. */
  static EmbeddedBroker start(Path directory, int port, int controllerPort) {
    try {
      new BrokerStorage(directory).format();
      var server =
          new KafkaRaftServer(
              new KafkaConfig(settings(directory, port, controllerPort)), Time.SYSTEM);
      var broker = new EmbeddedBroker(server, PortBook.HOST + ":" + port);
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

  private static Map<String, String> settings(Path directory, int port, int controllerPort) {
    var settings = new HashMap<String, String>();
    settings.putAll(identity(directory, port, controllerPort));
    settings.putAll(forOneNode());
    settings.putAll(forASmallMachine());
    return settings;
  }

  private static Map<String, String> identity(Path directory, int port, int controllerPort) {
    String controller = BrokerStorage.CONTROLLER_LISTENER;
    return Map.of(
        "process.roles", "broker,controller",
        "node.id", Integer.toString(BrokerStorage.NODE_ID),
        "controller.quorum.voters",
            "%d@%s:%d".formatted(BrokerStorage.NODE_ID, PortBook.HOST, controllerPort),
        "listeners",
            "BROKER://%s:%d,%s://%s:%d"
                .formatted(PortBook.HOST, port, controller, PortBook.HOST, controllerPort),
        "advertised.listeners", "BROKER://%s:%d".formatted(PortBook.HOST, port),
        "listener.security.protocol.map", "BROKER:PLAINTEXT," + controller + ":PLAINTEXT",
        "inter.broker.listener.name", "BROKER",
        "controller.listener.names", controller,
        "log.dirs", directory.toString());
  }

  private static Map<String, String> forOneNode() {
    return Map.of(
        "offsets.topic.replication.factor", "1",
        "transaction.state.log.replication.factor", "1",
        "transaction.state.log.min.isr", "1",
        "share.coordinator.state.topic.replication.factor", "1",
        "share.coordinator.state.topic.min.isr", "1",
        "default.replication.factor", "1",
        "min.insync.replicas", "1",
        // A topic exists because Millrace made it with the right settings, never because somebody
        // mistyped its name.
        "auto.create.topics.enable", "false",
        "message.max.bytes", Integer.toString(LARGEST_BATCH_BYTES),
        "group.initial.rebalance.delay.ms", "0");
  }

  /** The defaults are for a server with many disks and 50 partitions of each internal topic. */
  private static Map<String, String> forASmallMachine() {
    return Map.of(
        "offsets.topic.num.partitions", "4",
        "transaction.state.log.num.partitions", "4",
        "share.coordinator.state.topic.num.partitions", "4",
        "num.network.threads", "2",
        "num.io.threads", "4",
        "background.threads", "2",
        "log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20),
        "socket.receive.buffer.bytes", Integer.toString(1 << 20),
        "socket.send.buffer.bytes", Integer.toString(1 << 20));
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
