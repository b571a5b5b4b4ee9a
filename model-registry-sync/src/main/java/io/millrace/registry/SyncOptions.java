package io.millrace.registry;

import io.millrace.registry.http.HttpOptions;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the program runs.
 *
 * @param stateDir folder for its stores, one per process; what is in it can be rebuilt from Kafka
 * @param partitions partitions of the partitioned topics, where this program creates them
 * @param guardsService whether a version in service, of whose outputs more than 1 % are not finite,
 *     is rolled back by itself to the version before
 * @param standbyReplicas how many other instances keep a copy of the stores, to take over at once
 *     and to answer questions
 * @param http where questions are answered; null: nowhere
 * @param clientConfig settings of the Kafka clients on top of ours (security, for example)
 */
public record SyncOptions(
    Path stateDir,
    int partitions,
    boolean guardsService,
    int standbyReplicas,
    @Nullable HttpOptions http,
    Map<String, Object> clientConfig) {

  public SyncOptions {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be 1 or more, not " + partitions);
    }
    if (standbyReplicas < 0) {
      throw new IllegalArgumentException(
          "standbyReplicas must be 0 or more, not " + standbyReplicas);
    }
    clientConfig = Map.copyOf(clientConfig);
  }

  /** With the version in service guarded, alone, and without HTTP. */
  public SyncOptions(Path stateDir, int partitions, Map<String, Object> clientConfig) {
    this(stateDir, partitions, true, 0, null, clientConfig);
  }
}
