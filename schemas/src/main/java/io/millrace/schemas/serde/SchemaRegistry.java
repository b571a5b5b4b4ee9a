package io.millrace.schemas.serde;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.ParsedSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.jspecify.annotations.Nullable;

/**
 * The Confluent client, with our Avro at its edge and its failures told apart. Safe for use by many
 * threads.
 *
 * <p>An id that the registry does not know is asked for three times, for a schema may be younger
 * than the record that names it by the registry's own replication; after that it is remembered as
 * unknown for half a minute, so that a flood of poison costs one round of questions and not one
 * each.
 */
public final class SchemaRegistry implements AutoCloseable {

  private static final int CACHED_SCHEMAS = 1_000;
  private static final int ATTEMPTS = 3;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(30);
  private static final Map<String, Object> TIMEOUTS =
      Map.of("http.connect.timeout.ms", 3_000, "http.read.timeout.ms", 10_000);

  private final String url;
  private final SchemaRegistryClient client;
  private final LongSupplier nanoTime;
  private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
  private final Map<Integer, Long> unknownUntil = new ConcurrentHashMap<>();

  /**
   * A registry at an address.
   *
   * @param url base URL of the Confluent-compatible API
   */
  public SchemaRegistry(String url) {
    this(url, new CachedSchemaRegistryClient(url, CACHED_SCHEMAS, TIMEOUTS), System::nanoTime);
  }

  SchemaRegistry(String url, SchemaRegistryClient client, LongSupplier nanoTime) {
    this.url = url;
    this.client = client;
    this.nanoTime = nanoTime;
  }

  /**
   * Registers a schema, or finds it if it is there.
   *
   * @return its id
   * @throws SchemaRefusedException if it is incompatible with an older one
   * @throws RegistryUnavailableException if the registry does not answer
   */
  public int register(String subject, Schema schema) {
    try {
      return client.register(subject, new AvroSchema(portable(schema)));
    } catch (RestClientException e) {
      if (isServerSide(e)) {
        throw unavailable(e);
      }
      throw new SchemaRefusedException(
          "The registry at %s refuses the schema of %s: %s".formatted(url, subject, e.getMessage()),
          e);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /**
   * The schema that a record names.
   *
   * @throws DecodeException with {@code UNKNOWN_SCHEMA} if the registry does not know the id
   * @throws RegistryUnavailableException if the registry does not answer
   */
  public Schema byId(int id) {
    Schema known = byId.get(id);
    if (known != null) {
      return known;
    }
    Long until = unknownUntil.get(id);
    if (until != null && nanoTime.getAsLong() - until < 0) {
      throw unknown(id, null);
    }
    Schema fetched = fetch(id);
    byId.put(id, fetched);
    return fetched;
  }

  private Schema fetch(int id) {
    for (int attempt = 1; ; attempt++) {
      try {
        ParsedSchema parsed = client.getSchemaById(id);
        return new Schema.Parser().parse(parsed.canonicalString());
      } catch (RestClientException e) {
        if (isServerSide(e)) {
          throw unavailable(e);
        }
        if (attempt == ATTEMPTS) {
          unknownUntil.put(id, nanoTime.getAsLong() + UNKNOWN_FOR.toNanos());
          throw unknown(id, e);
        }
        LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
      } catch (IOException e) {
        throw unavailable(e);
      }
    }
  }

  private static boolean isServerSide(RestClientException e) {
    return e.getStatus() >= 500 || e.getStatus() == 429 || e.getStatus() == 408;
  }

  /** Without the Java-only hints of the generated classes, so that all languages register one. */
  static String portable(Schema schema) {
    return schema
        .toString()
        .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
        .replace(",\"avro.java.string\":\"String\"", "");
  }

  private DecodeException unknown(int id, @Nullable Exception cause) {
    return new DecodeException(
        DecodeException.Code.UNKNOWN_SCHEMA,
        "The registry at %s has no schema of id %d.".formatted(url, id),
        cause);
  }

  private RegistryUnavailableException unavailable(Exception cause) {
    return new RegistryUnavailableException(
        "The schema registry at %s does not answer: %s".formatted(url, cause.getMessage()), cause);
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
