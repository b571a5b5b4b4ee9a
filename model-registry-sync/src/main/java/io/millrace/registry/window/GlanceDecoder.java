package io.millrace.registry.window;

import io.millrace.avro.Arm;
import io.millrace.avro.Prediction;
import io.millrace.registry.window.Glance.By;
import io.millrace.registry.window.Glance.Ran;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the few fields of a prediction that are counted, and steps over tensors. For one thread.
 */
final class GlanceDecoder {

  private static final Set<String> WANTED =
      Set.of(
          "origin",
          "offset",
          "model",
          "version",
          "sequence",
          "arm",
          "result",
          "labels",
          "boxes",
          "label",
          "score",
          "timing",
          "inferenceMicros",
          "batchSize");

  private final AvroDecoder<GenericRecord> decoder;

  GlanceDecoder(SchemaRegistry registry) {
    this.decoder = AvroDecoder.ofPart(registry, wantedOf(Prediction.getClassSchema()));
  }

  /** The schema without the fields that are not wanted; the names of records stay. */
  private static Schema wantedOf(Schema schema) {
    return switch (schema.getType()) {
      case RECORD ->
          Schema.createRecord(
              schema.getName(),
              schema.getDoc(),
              schema.getNamespace(),
              false,
              schema.getFields().stream()
                  .filter(field -> WANTED.contains(field.name()))
                  .map(field -> new Schema.Field(field, wantedOf(field.schema())))
                  .toList());
      case ARRAY -> Schema.createArray(wantedOf(schema.getElementType()));
      case UNION ->
          Schema.createUnion(schema.getTypes().stream().map(GlanceDecoder::wantedOf).toList());
      default -> schema;
    };
  }

  /**
   * Reads a record.
   *
   * @throws io.millrace.schemas.serde.DecodeException if these bytes will never be a prediction
   * @throws io.millrace.schemas.serde.RegistryUnavailableException if the registry does not answer
   */
  Glance decode(byte[] bytes) {
    GenericRecord prediction = decoder.decode(bytes);
    By by =
        new By(
            (String) prediction.get("model"),
            (long) prediction.get("version"),
            Arm.valueOf(prediction.get("arm").toString()),
            (long) prediction.get("sequence"));
    long offset = (long) ((GenericRecord) prediction.get("origin")).get("offset");
    GenericRecord timing = (GenericRecord) prediction.get("timing");
    Ran ran = new Ran((long) timing.get("inferenceMicros"), (int) timing.get("batchSize"));
    GenericRecord first = first((GenericRecord) prediction.get("result"));
    return first == null
        ? new Glance(offset, by, ran, null, 0)
        : new Glance(offset, by, ran, (String) first.get("label"), (float) first.get("score"));
  }

  private static @Nullable GenericRecord first(GenericRecord result) {
    if (result.getSchema().getFields().isEmpty()) {
      return null; // tensors have no labels
    }
    List<?> bestFirst = (List<?>) result.get(0);
    return bestFirst.isEmpty() ? null : (GenericRecord) bestFirst.get(0);
  }
}
