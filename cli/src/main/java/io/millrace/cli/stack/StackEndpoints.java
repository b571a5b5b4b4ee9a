package io.millrace.cli.stack;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a running stack is reached, and which process runs it.
 *
 * @param bootstrapServers of the broker, {@code host:port}
 * @param registryUrl of the schema registry's Confluent-compatible interface
 * @param flinkUrl of Flink's web interface and REST
 * @param gatewayUrl where images can be posted; null where no gateway runs
 */
public record StackEndpoints(
    String bootstrapServers,
    String registryUrl,
    String flinkUrl,
    @Nullable String gatewayUrl,
    long pid,
    Instant startedAt) {}
