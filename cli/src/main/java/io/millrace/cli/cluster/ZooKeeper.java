package io.millrace.cli.cluster;

import io.millrace.cli.cluster.Member.Launch;
import io.millrace.cli.stack.PortBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A ZooKeeper server in a process of its own, so that it can be lost by itself. It is the one that
 * Flink ships (flink-shaded-zookeeper-3) and starts by the script {@code zookeeper.sh} of a
 * distribution: the version of Flink's client, with nothing else of its own on the class path.
 */
final class ZooKeeper {
  private ZooKeeper() {}

  static Member launch(Path flink, Path logs, int port, FlinkJars jars) throws IOException {
    Path own = Files.createDirectories(flink.resolve("zookeeper"));
    Path file = own.resolve("zoo.cfg");
    Files.writeString(
        file,
        """
        # Written anew whenever the cluster starts.
        dataDir=%s
        clientPort=%d
        clientPortAddress=%s
        tickTime=1000
        admin.enableServer=false
        """
            .formatted(own.resolve("data"), port, PortBook.HOST));
    var launch =
        new Launch(
            jars.flink(),
            "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
            List.of("--zkConfigFile", file.toString(), "--peerId", "1"),
            List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    return Member.launch(new MemberFiles("zookeeper", own, logs), start -> launch);
  }
}
