package io.millrace.schemas.serde;

import io.millrace.schemas.serde.DecodeException.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.ParsedSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;

/**
 * The Confluent client, with our Avro at its edge and its failures told apart. Safe for use by many
 * threads.
 *
 * <p>A registry that says "I have no such schema", or that hands out something that is no Avro
 * schema, is asked three times, for a schema may be younger than the record that names it by the
 * registry's own replication; after that the answer is remembered for half a minute, so that a
 * flood of poison costs one round of questions and not one each. Everything else (no connection, an
 * error of the server, a missing permission, a wrong address) says nothing about the record.
 */
public final class SchemaRegistry implements AutoCloseable {

  private static final int CACHED_SCHEMAS = 1_000;
  private static final int ATTEMPTS = 3;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);
  private static final Duration REMEMBERED_FOR = Duration.ofSeconds(30);
  private static final Map<String, Object> TIMEOUTS =
      Map.of("http.connect.timeout.ms", 3_000, "http.read.timeout.ms", 10_000);

  private final String url;
  private final SchemaRegistryClient client;
  private final LongSupplier nanoTime;
  private final Map<Integer, Schema> known = new ConcurrentHashMap<>();
  private final Map<Integer, Refused> refused = new HashMap<>(); // guarded by this

  /** An answer that makes a record unreadable, and when it shall be asked for again. */
  private record Refused(Code code, String message, long until) {}

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
      if (!RegistryAnswer.refusesSchema(e)) {
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
   * @throws DecodeException with {@code UNKNOWN_SCHEMA} if the registry does not know the id, with
   *     {@code SCHEMA} if what it has under that id is no Avro schema
   * @throws RegistryUnavailableException if the registry does not answer
   */
  public Schema byId(int id) {
    Schema schema = known.get(id);
    return schema != null ? schema : ask(id);
  }

  /** One thread asks; the others wait for its answer. The client has one lock for all ids too. */
  private synchronized Schema ask(int id) {
    Schema schema = known.get(id);
    if (schema != null) {
      return schema;
    }
    Refused remembered = refused.get(id);
    if (remembered != null && nanoTime.getAsLong() - remembered.until() < 0) {
      throw new DecodeException(remembered.code(), remembered.message(), null);
    }
    try {
      Schema fetched = fetch(id);
      known.put(id, fetched);
      return fetched;
    } catch (DecodeException e) {
      remember(id, e);
      throw e;
    }
  }

  private void remember(int id, DecodeException e) {
    long now = nanoTime.getAsLong();
    // Ids are four bytes that anybody can write: the memory must not grow with them.
    refused.values().removeIf(old -> now - old.until() >= 0);
    refused.put(
        id, new Refused(e.code(), String.valueOf(e.getMessage()), now + REMEMBERED_FOR.toNanos()));
  }

  private Schema fetch(int id) {
    for (int attempt = 1; ; attempt++) {
      try {
        return parse(id, get(id));
      } catch (IOException | RestClientException e) {
        DecodeException refusal = RegistryAnswer.refusal(e, url, id);
        if (refusal == null) {
          throw unavailable(e);
        }
        if (attempt == ATTEMPTS) {
          throw refusal;
        }
        pause();
      }
    }
  }

  private ParsedSchema get(int id) throws IOException, RestClientException {
    try {
      return client.getSchemaById(id);
    } catch (RuntimeException e) {
      // The client stumbles over answers that no registry gives, of a proxy for example.
      throw unavailable(e);
    }
  }

  /** In full, where the registry keeps a schema in pieces that refer to each other. */
  private static Schema parse(int id, ParsedSchema parsed) {
    try {
      return new Schema.Parser().parse(String.valueOf(parsed.rawSchema()));
    } catch (AvroRuntimeException | StackOverflowError e) {
      throw new DecodeException(
          Code.SCHEMA, "The schema of id %d is not valid Avro: %s".formatted(id, e), e);
    }
  }

  private void pause() {
    LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
    if (Thread.currentThread().isInterrupted()) {
      // Whoever ends this thread must not turn a good record into a dead letter.
      throw unavailable(new InterruptedException("interrupted while waiting to ask again"));
    }
  }

  /** Without the Java-only hints of the generated classes, so that all languages register one. */
  static String portable(Schema schema) {
    return schema
        .toString()
        .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
        .replace(",\"avro.java.string\":\"String\"", "");
  }

  private RegistryUnavailableException unavailable(Exception cause) {
    return new RegistryUnavailableException(
        "The schema registry at %s gives no answer: %s".formatted(url, cause), cause);
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
