package io.millrace.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.stack.FlinkSettings;
import io.millrace.cli.stack.PortBook;
import io.millrace.cli.stack.PortUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code conf/config.yaml} of a cluster, the same for all its processes. It is written anew at each
 * start.
 *
 * @param flink folder of checkpoints, savepoints, uploaded jars, high availability
 */
record ClusterConf(Path flink, PortBook ports, FlinkOptions options) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes it; returns the folder that Flink's entry points call {@code --configDir}. */
  Path write() throws IOException {
    Path folder = Files.createDirectories(flink.resolve("conf"));
    var text = new StringBuilder("# Written anew whenever the cluster starts.\n");
    for (var setting : settings().entrySet()) {
      text.append(setting.getKey()).append(": ").append(quoted(setting.getValue())).append('\n');
    }
    Files.writeString(folder.resolve("config.yaml"), text);
    return folder;
  }

  /** A string of JSON is one of YAML. */
  private static String quoted(String value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a string cannot be written as JSON", e);
    }
  }

  Map<String, String> settings() {
    var all = new TreeMap<String, String>(FlinkSettings.ofAnyCluster(flink).toMap());
    all.putAll(network());
    all.putAll(options.memory().settings());
    all.put("taskmanager.cpu.cores", Integer.toString(options.slots()));
    all.put("taskmanager.numberOfTaskSlots", Integer.toString(options.slots()));
    all.put("parallelism.default", Integer.toString(options.slots() * options.taskManagers()));
    // How old an answer over REST may be; the defaults of 3 s and 10 s are for large clusters.
    all.put("web.refresh-interval", "300 ms");
    all.put("metrics.fetcher.update-interval", "1 s");
    // Outlives the JobManager, as temporary folders do not.
    all.put("web.upload.dir", flink.resolve("uploads").toString());
    if (options.highAvailability()) {
      all.put("high-availability.type", "zookeeper");
      all.put("high-availability.zookeeper.quorum", address(PortUse.ZOOKEEPER));
      all.put("high-availability.storageDir", flink.resolve("ha").toUri().toString());
      all.put("high-availability.jobmanager.port", Integer.toString(ports.of(PortUse.FLINK_RPC)));
    }
    all.putAll(options.settings());
    return all;
  }

  /** Everything listens on the loopback address only, because nothing here asks for a password. */
  private Map<String, String> network() {
    return Map.of(
        "jobmanager.rpc.address", PortBook.HOST,
        "jobmanager.rpc.port", Integer.toString(ports.of(PortUse.FLINK_RPC)),
        "jobmanager.bind-host", PortBook.HOST,
        "taskmanager.host", PortBook.HOST,
        "taskmanager.bind-host", PortBook.HOST,
        "rest.address", PortBook.HOST,
        "rest.bind-address", PortBook.HOST,
        "rest.port", Integer.toString(ports.of(PortUse.FLINK)),
        "rest.bind-port", Integer.toString(ports.of(PortUse.FLINK)));
  }

  private String address(PortUse use) {
    return PortBook.HOST + ":" + ports.of(use);
  }
}
