package io.millrace.registry;

import java.nio.file.Path;
import java.util.Map;

/**
 * How the program runs.
 *
 * @param stateDir folder for its stores, one per process; what is in it can be rebuilt from Kafka
 * @param partitions partitions of the partitioned topics, where this program creates them
 * @param clientConfig settings of the Kafka clients on top of ours (security, for example)
 */
public record SyncOptions(Path stateDir, int partitions, Map<String, Object> clientConfig) {

  public SyncOptions {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be 1 or more, not " + partitions);
    }
    clientConfig = Map.copyOf(clientConfig);
  }
}
