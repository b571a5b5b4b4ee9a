package io.millrace.schemas.serde;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A registry server and our client of it, for each test anew. */
final class RegistryExtension implements BeforeEachCallback, AfterEachCallback {

  /** The client's clock. */
  final AtomicLong nanos = new AtomicLong();

  private @Nullable RegistryServer server;
  private @Nullable SchemaRegistry registry;

  @Override
  public void beforeEach(ExtensionContext context) {
    var started = new RegistryServer();
    server = started;
    registry = client(started.url());
  }

  /** A client that is less patient than ours. */
  SchemaRegistry client(String url) {
    var timeouts = Map.of("http.connect.timeout.ms", 300, "http.read.timeout.ms", 300);
    return new SchemaRegistry(url, new CachedSchemaRegistryClient(url, 10, timeouts), nanos::get);
  }

  RegistryServer server() {
    return requireNonNull(server);
  }

  SchemaRegistry registry() {
    return requireNonNull(registry);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    registry().close();
    server().close();
  }
}
