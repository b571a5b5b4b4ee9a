package io.millrace.schemas.serde;

import io.millrace.schemas.serde.DecodeException.Code;
import java.io.IOException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.jspecify.annotations.Nullable;

/** What a failed call of the Confluent client says: about our question, or only about the way. */
final class RegistryAnswer {

  private static final int CONFLICT = 409;
  private static final int UNPROCESSABLE = 422;

  private RegistryAnswer() {}

  /** The failure as a fault of the record; null where the registry could not be asked. */
  static @Nullable DecodeException refusal(Exception e, String url, int id) {
    if (e instanceof RestClientException rest) {
      return isNotFound(rest)
          ? new DecodeException(
              Code.UNKNOWN_SCHEMA,
              "The registry at %s has no schema of id %d.".formatted(url, id),
              e)
          : null;
    }
    return isNoAvro(e)
        ? new DecodeException(
            Code.SCHEMA,
            "What the registry at %s has under id %d is no Avro schema.".formatted(url, id),
            e)
        : null;
  }

  /** Whether the registry understood a schema of ours and does not want it. */
  static boolean refusesSchema(RestClientException e) {
    return e.getStatus() == CONFLICT || e.getStatus() == UNPROCESSABLE;
  }

  /** A registry that knows its own ids says 404 with a code 404xx; a wrong address a bare 404. */
  private static boolean isNotFound(RestClientException e) {
    return e.getStatus() == 404 && e.getErrorCode() / 100 == 404;
  }

  /** The client says so in words only; failures of the connection are subclasses. */
  private static boolean isNoAvro(Exception e) {
    return e.getClass() == IOException.class
        && e.getMessage() != null
        && e.getMessage().startsWith("Invalid schema");
  }
}
