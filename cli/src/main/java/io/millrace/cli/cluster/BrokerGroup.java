package io.millrace.cli.cluster;

import io.millrace.cli.cluster.Member.Launch;
import io.millrace.cli.stack.BrokerSettings;
import io.millrace.cli.stack.BrokerStorage;
import io.millrace.cli.terminal.UserError;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka cluster of child processes, each broker and controller in one. With three of them every
 * record lies on three, and one may be missing; with one, that one is all there is.
 */
public final class BrokerGroup implements AutoCloseable {
  private static final String CLUSTER_ID = "cluster-id";
  private static final String NAME = "broker-";
  private static final int ANSWER_MILLIS = 1_000;

  /** A small heap, and a compiler that is ready at once: many start side by side. */
  private static final List<String> SMALL =
      List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final BrokerSettings settings;
  private final List<Member> brokers;

  private BrokerGroup(BrokerSettings settings, List<Member> brokers) {
    this.settings = settings;
    this.brokers = brokers;
  }

  /**
   * Starts all brokers on the topics that the directory already holds; returns before they serve.
   *
   * @param directory of all their files
   * @param overrides settings that differ from those of {@link BrokerSettings}, by their Kafka name
   */
  static BrokerGroup launch(
      Path directory, Path logs, BrokerSettings settings, Map<String, String> overrides) {
    return launch(directory, logs, settings, overrides, SMALL);
  }

  /**
   * The same in larger processes.
   *
   * @param jvmOptions of each broker
   */
  public static BrokerGroup launch(
      Path directory,
      Path logs,
      BrokerSettings settings,
      Map<String, String> overrides,
      List<String> jvmOptions) {
    List<Member> started = new ArrayList<>();
    try {
      Files.createDirectories(directory);
      requireOwn(directory, settings.nodes().size());
      Uuid clusterId = clusterId(directory.resolve(CLUSTER_ID));
      for (int id = 1; id <= settings.nodes().size(); id++) {
        String name = NAME + id;
        Path own = directory.resolve(name);
        Path data = own.resolve("data");
        new BrokerStorage(data, id).format(clusterId);
        Map<String, String> all = settings.of(id, data);
        all.putAll(overrides);
        Path file = write(own.resolve("server.properties"), all);
        started.add(
            Member.launch(new MemberFiles(name, own, logs), start -> broker(file, jvmOptions)));
      }
      return new BrokerGroup(settings, List.copyOf(started));
    } catch (UserError e) {
      started.forEach(Member::close);
      throw e;
    } catch (Exception e) {
      started.forEach(Member::close);
      throw UserError.failed(
          "the brokers did not start on the files in %s: %s".formatted(directory, e.getMessage()),
          e);
    }
  }

  /** A broker that is not there any more would be missed, and one of another stack not known. */
  private static void requireOwn(Path directory, int brokers) throws IOException {
    if (Files.exists(directory.resolve("meta.properties"))) {
      throw UserError.refused(
          "%s holds the topics of millrace up. Choose another folder with --data-dir."
              .formatted(directory));
    }
    try (Stream<Path> files = Files.list(directory)) {
      long found = files.filter(file -> file.getFileName().toString().startsWith(NAME)).count();
      if (found != 0 && found != brokers) {
        throw UserError.refused(
            "%s holds the files of %d brokers. Start as many with --brokers, or choose another folder with --data-dir."
                .formatted(directory, found));
      }
    }
  }

  private static Uuid clusterId(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.writeString(file, Uuid.randomUuid().toString());
    }
    return Uuid.fromString(Files.readString(file).strip());
  }

  private static Path write(Path file, Map<String, String> settings) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      properties.store(writer, "Written anew whenever the cluster starts.");
    }
    return file;
  }

  private static Launch broker(Path file, List<String> jvmOptions) {
    return new Launch(
        FlinkJars.ownClassPath(), "kafka.Kafka", List.of(file.toString()), jvmOptions);
  }

  public String bootstrapServers() {
    return settings.bootstrapServers();
  }

  /** The brokers; the one of node id 1 is the first. */
  public List<Member> members() {
    return brokers;
  }

  /** Returns when every broker has joined the cluster and takes requests. */
  public void awaitServing() {
    for (Member broker : brokers) {
      Serving.await(broker, () -> serving() == brokers.size());
    }
  }

  /** How many brokers the cluster counts at the moment; 0 where none answers. */
  public int serving() {
    if (settings.nodes().stream().noneMatch(node -> accepts(node.port()))) {
      return 0; // A client would try again and again, and log that each time.
    }
    Map<String, Object> connection =
        Map.of(
            "bootstrap.servers",
            bootstrapServers(),
            "client.id",
            "millrace-cluster-probe",
            "request.timeout.ms",
            ANSWER_MILLIS,
            "default.api.timeout.ms",
            ANSWER_MILLIS);
    try (Admin admin = Admin.create(connection)) {
      var options = new DescribeClusterOptions().timeoutMs(ANSWER_MILLIS);
      return admin.describeCluster(options).nodes().get().size();
    } catch (ExecutionException notYet) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static boolean accepts(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /**
   * One after the other, so that each can hand its partitions over. The last of several cannot:
   * alone it has no quorum to be dismissed by, and would wait for one.
   */
  @Override
  public void close() {
    for (int i = brokers.size() - 1; i >= 0; i--) {
      if (i == 0 && brokers.size() > 1) {
        brokers.get(i).kill();
      }
      brokers.get(i).close();
    }
  }
}
