package io.millrace.cli.stack;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The settings of a broker that is a controller too, on the loopback address, alone or one of
 * several. Node ids count from 1.
 *
 * @param nodes every broker of the cluster, in the order of their ids
 */
public record BrokerSettings(List<Node> nodes) {
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /** Room for a record of 1 MiB with its key and headers. */
  private static final int LARGEST_BATCH_BYTES = 2 << 20;

  /** The ports of one broker: for clients, and for the other controllers. */
  public record Node(int port, int controllerPort) {}

  /** What a client is told. */
  public String bootstrapServers() {
    return nodes.stream().map(node -> address(node.port())).collect(Collectors.joining(","));
  }

  private static String address(int port) {
    return PortBook.HOST + ":" + port;
  }

  /** The settings of one broker, whose files lie in the directory. */
  public Map<String, String> of(int id, Path directory) {
    var settings = new HashMap<String, String>();
    settings.putAll(identity(id, directory));
    settings.putAll(replication());
    settings.putAll(forASmallMachine());
    return settings;
  }

  private Map<String, String> identity(int id, Path directory) {
    Node node = nodes.get(id - 1);
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        Integer.toString(id),
        "controller.quorum.voters",
        voters(),
        "listeners",
        "BROKER://%s,%s://%s"
            .formatted(address(node.port()), CONTROLLER_LISTENER, address(node.controllerPort())),
        "advertised.listeners",
        "BROKER://" + address(node.port()),
        "listener.security.protocol.map",
        "BROKER:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT",
        "inter.broker.listener.name",
        "BROKER",
        "controller.listener.names",
        CONTROLLER_LISTENER,
        "log.dirs",
        directory.toString());
  }

  private String voters() {
    return IntStream.rangeClosed(1, nodes.size())
        .mapToObj(id -> id + "@" + address(nodes.get(id - 1).controllerPort()))
        .collect(Collectors.joining(","));
  }

  /** Each record on every broker; a write succeeds as long as at most one of them is missing. */
  private Map<String, String> replication() {
    String copies = Integer.toString(nodes.size());
    String least = Integer.toString(Math.max(1, nodes.size() - 1));
    return Map.ofEntries(
        Map.entry("offsets.topic.replication.factor", copies),
        Map.entry("transaction.state.log.replication.factor", copies),
        Map.entry("transaction.state.log.min.isr", least),
        Map.entry("share.coordinator.state.topic.replication.factor", copies),
        Map.entry("share.coordinator.state.topic.min.isr", least),
        Map.entry("default.replication.factor", copies),
        Map.entry("min.insync.replicas", least),
        // A topic exists because Millrace made it with the right settings, never because somebody
        // mistyped its name.
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("message.max.bytes", Integer.toString(LARGEST_BATCH_BYTES)),
        Map.entry("group.initial.rebalance.delay.ms", "0"));
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
}
