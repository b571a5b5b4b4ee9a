package io.millrace.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.common.TransactionVersion;

/**
 * A broker's log directory; formatted once, kept for ever. Its cluster id is what a restart is
 * recognised by, and what brokers of one cluster have in common.
 */
public record BrokerStorage(Path directory, int nodeId) {

  /** Makes it the storage of a cluster of its own, if it is not formatted yet. */
  void format() throws Exception {
    format(Uuid.randomUuid());
  }

  /** Makes it storage of that cluster, if it is not formatted yet. */
  public void format(Uuid clusterId) throws Exception {
    // Written last, by an atomic move: where it exists, the directory is formatted.
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(directory);
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
        .setClusterId(clusterId.toString())
        .setNodeId(nodeId)
        .addDirectory(directory.toString())
        .setMetadataLogDirectory(directory.toString())
        .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setFeatureLevel(TransactionVersion.FEATURE_NAME, TransactionVersion.TV_2.featureLevel())
        .run();
  }
}
