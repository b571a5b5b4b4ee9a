package io.millrace.job.operator;

import io.millrace.avro.Arm;
import io.millrace.avro.CloseReason;
import io.millrace.avro.Prediction;
import io.millrace.engine.outcome.BatchTiming;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.ModelOutput.Box;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.ModelOutput.Detections;
import io.millrace.engine.outcome.ModelOutput.LabelScore;
import io.millrace.engine.outcome.ModelOutput.NamedTensor;
import io.millrace.engine.outcome.ModelOutput.Tensors;
import io.millrace.engine.outcome.Outcome.Scored;
import io.millrace.job.log.OutputSchema;
import io.millrace.job.log.RawRecord;
import io.millrace.job.serving.Scorer;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroEncoder;
import io.millrace.schemas.serde.BinaryOutput;
import io.millrace.schemas.serde.ImageEnvelope;
import io.millrace.schemas.serde.SchemaRegistry;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;

/**
 * Writes what is known of an image as a {@link Prediction}, field by field, without making one.
 * Every image pays for this: the record with its parts, and Avro's asking it for each field by
 * number, took a third of a task's time and half of its memory. The order of the writes is that of
 * the fields in Prediction.avsc; a test holds the bytes to those of Avro's own writer, and so fails
 * when the schema changes and this does not. For one thread.
 */
final class PredictionEncoder {

  /** Flag of a prediction: a version on trial was to score the image first, and failed. */
  private static final String CANARY_FAILED = "CANARY_FAILED";

  private static final int CLASSIFICATION = 0;
  private static final int DETECTIONS = 1;
  private static final int TENSORS = 2;

  /** Their indices in the schema. */
  private static final Map<io.millrace.engine.batch.CloseReason, Integer> CLOSE_REASONS =
      indices(io.millrace.engine.batch.CloseReason.class, CloseReason.getClassSchema());

  private static final Map<Arm, Integer> ARMS = indices(Arm.class, Arm.getClassSchema());

  private final int schemaId;
  private final BinaryOutput out = new BinaryOutput();

  /**
   * Writes for a registry that has the schema.
   *
   * @param schemaId under this id
   */
  PredictionEncoder(int schemaId) {
    this.schemaId = schemaId;
  }

  /** Has the registry know the schema; waits for one that does not answer. */
  static PredictionEncoder await(SchemaRegistry registry) throws InterruptedException {
    var avro = new AvroEncoder<>(registry, Topics.PREDICTIONS.subject(), Prediction.class);
    return new PredictionEncoder(OutputSchema.await(avro::register));
  }

  /**
   * The prediction of an image that is scored.
   *
   * @param again whether a version on trial was to score it first, and failed
   */
  byte[] encode(
      RawRecord raw, ImageEnvelope envelope, Scorer scorer, Scored scored, boolean again) {
    out.begin(schemaId);
    image(envelope, raw);
    version(scorer);
    result(scored.output());
    timing(scored.timing());
    out.writeString(scored.provider());
    out.writeString(scored.precision());
    flags(scored.flags(), again);
    return out.toBytes();
  }

  private void image(ImageEnvelope envelope, RawRecord raw) {
    out.writeUuid(envelope.id());
    out.writeBytes(envelope.source().utf8());
    out.writeNumber(envelope.capturedAt());
    out.writeNumber(raw.partition());
    out.writeNumber(raw.offset());
  }

  private void version(Scorer scorer) {
    out.writeString(scorer.id().model());
    out.writeNumber(scorer.id().version());
    out.writeString(scorer.digest());
    out.writeNumber(scorer.sequence());
    out.writeNumber(index(ARMS, scorer.arm()));
  }

  private void result(ModelOutput output) {
    if (output instanceof Classification classification) {
      out.writeNumber(CLASSIFICATION);
      classification(classification.labels());
    } else if (output instanceof Detections detections) {
      out.writeNumber(DETECTIONS);
      detections(detections.boxes());
    } else if (output instanceof Tensors tensors) {
      out.writeNumber(TENSORS);
      tensors(tensors.tensors());
    } else {
      throw new AssertionError("ModelOutput is sealed: " + output);
    }
  }

  private void classification(List<LabelScore> labels) {
    beginItems(labels);
    for (LabelScore label : labels) {
      out.writeNumber(label.index());
      out.writeString(label.label());
      out.writeFloat(label.score());
    }
    endItems();
  }

  private void detections(List<Box> boxes) {
    beginItems(boxes);
    for (Box box : boxes) {
      out.writeFloat(box.x());
      out.writeFloat(box.y());
      out.writeFloat(box.width());
      out.writeFloat(box.height());
      out.writeNumber(box.index());
      out.writeString(box.label());
      out.writeFloat(box.score());
    }
    endItems();
  }

  private void tensors(List<NamedTensor> tensors) {
    beginItems(tensors);
    for (NamedTensor tensor : tensors) {
      out.writeString(tensor.name());
      beginItems(tensor.shape());
      tensor.shape().forEach(out::writeNumber);
      endItems();
      out.writeString(tensor.datatype());
      out.writeBytes(tensor.data());
    }
    endItems();
  }

  private void timing(BatchTiming timing) {
    out.writeNumber(timing.queueMicros());
    out.writeNumber(timing.decodeMicros());
    out.writeNumber(timing.batchWaitMicros());
    out.writeNumber(timing.inferenceMicros());
    out.writeNumber(timing.batchSize());
    out.writeNumber(index(CLOSE_REASONS, timing.closeReason()));
  }

  private void flags(Collection<String> flags, boolean canaryFailed) {
    int count = flags.size() + (canaryFailed ? 1 : 0);
    if (count > 0) {
      out.writeNumber(count);
      flags.forEach(out::writeString);
      if (canaryFailed) {
        out.writeString(CANARY_FAILED);
      }
    }
    endItems();
  }

  /** One block holds all items, and where there are none there is no block (Avro, "Arrays"). */
  private void beginItems(Collection<?> items) {
    if (!items.isEmpty()) {
      out.writeNumber(items.size());
    }
  }

  private void endItems() {
    out.writeNumber(0);
  }

  private static <E extends Enum<E>> Map<E, Integer> indices(Class<E> type, Schema schema) {
    Map<E, Integer> indices = new EnumMap<>(type);
    for (E each : EnumSet.allOf(type)) {
      indices.put(each, schema.getEnumOrdinal(each.name()));
    }
    return indices;
  }

  private static <E extends Enum<E>> int index(Map<E, Integer> indices, E symbol) {
    return Objects.requireNonNull(indices.get(symbol), symbol::name);
  }
}
