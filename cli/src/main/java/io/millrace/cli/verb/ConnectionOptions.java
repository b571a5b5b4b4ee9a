package io.millrace.cli.verb;

import io.millrace.cli.stack.StackEndpoints;
import io.millrace.cli.stack.StackFile;
import io.millrace.cli.terminal.UserError;
import io.millrace.schemas.Endpoints;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Which stack a verb works against: the one that is up on the data directory, or one that is named.
 */
public final class ConnectionOptions {

  @Mixin private final DataDirOption dataDir = new DataDirOption();

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT,…",
      description = "Kafka brokers of another stack than the one of --data-dir.")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      description =
          "Its schema registry's Confluent-compatible API; goes with --bootstrap-servers.")
  private @Nullable String schemaRegistry;

  /**
   * Where the stack is.
   *
   * @throws UserError if no stack is up there, or only half of one is named
   */
  public Endpoints endpoints() {
    String servers = bootstrapServers;
    String registry = schemaRegistry;
    if (servers != null && registry != null) {
      return new Endpoints(servers, registry);
    }
    if (servers != null || registry != null) {
      throw UserError.refused("--bootstrap-servers and --schema-registry go together; give both.");
    }
    StackEndpoints found = StackFile.find(dataDir.running());
    return new Endpoints(found.bootstrapServers(), found.registryUrl());
  }
}
