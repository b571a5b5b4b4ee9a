package io.millrace.schemas;

import static io.millrace.schemas.Topic.Cleanup.COMPACT;
import static io.millrace.schemas.Topic.Cleanup.DELETE;

import io.millrace.avro.HostStatus;
import io.millrace.avro.ImageEvent;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.Prediction;
import io.millrace.avro.PredictionStats;
import java.util.List;
import java.util.Map;

/** Every topic of Millrace, named once. */
public final class Topics {

  /** Largest image that travels inside its record, bytes. */
  public static final int MAX_INLINE_IMAGE_BYTES = 900 * 1024;

  /** Largest record that the topics take: an inline image with its envelope and headers. */
  public static final int MAX_RECORD_BYTES = 1_048_588;

  /** Largest dead letter: the headers that name the cause come on top of the largest record. */
  public static final int MAX_DEAD_LETTER_BYTES = MAX_RECORD_BYTES + 128 * 1024;

  private static final String ONE_YEAR = String.valueOf(365L * 24 * 60 * 60 * 1000);
  private static final Map<String, String> LARGE =
      Map.of("max.message.bytes", String.valueOf(MAX_RECORD_BYTES));
  private static final Map<String, String> KEPT =
      Map.of("retention.ms", ONE_YEAR, "retention.bytes", "-1");

  /** Images to score, keyed by source. */
  public static final Topic<ImageEvent> IMAGES =
      new Topic<>("images", DELETE, true, LARGE, ImageEvent.class);

  /** One prediction per image, in the image's own partition number. */
  public static final Topic<Prediction> PREDICTIONS =
      new Topic<>("predictions", DELETE, true, Map.of(), Prediction.class);

  /**
   * What shadow versions say. A record without a value tells that a version on trial, shadow or
   * canary, failed on an image by its own fault; its headers are those of {@link DeadLetter}.
   */
  public static final Topic<Prediction> SHADOW_PREDICTIONS =
      new Topic<>("shadow-predictions", DELETE, true, Map.of(), Prediction.class);

  /** What versions say of a source within a window of time, where the job is asked for it. */
  public static final Topic<PredictionStats> PREDICTION_STATS =
      new Topic<>("prediction-stats", DELETE, true, Map.of(), PredictionStats.class);

  /** Records that could not be scored, byte for byte, with the cause in {@link DeadLetter}. */
  public static final Topic<byte[]> IMAGE_DEAD_LETTERS =
      new Topic<>(
          "image-dead-letters",
          DELETE,
          true,
          Map.of("max.message.bytes", String.valueOf(MAX_DEAD_LETTER_BYTES)),
          byte[].class);

  /** What operators ask. */
  public static final Topic<ModelCommand> MODEL_COMMANDS =
      new Topic<>("model-commands", DELETE, false, KEPT, ModelCommand.class);

  /** What is true now of each model. */
  public static final Topic<ModelState> MODEL_REGISTRY =
      new Topic<>("model-registry", COMPACT, false, LARGE, ModelState.class);

  /** Every decision with its reason. */
  public static final Topic<ModelEvent> MODEL_EVENTS =
      new Topic<>("model-events", DELETE, false, KEPT, ModelEvent.class);

  /** Files of model versions, in zstd parts keyed {@code sha256/part}. */
  public static final Topic<byte[]> MODEL_ARTIFACTS =
      new Topic<>("model-artifacts", COMPACT, false, LARGE, byte[].class);

  /** What each host has loaded. */
  public static final Topic<HostStatus> MODEL_STATUS =
      new Topic<>("model-status", COMPACT, false, Map.of(), HostStatus.class);

  /** All of them. */
  public static final List<Topic<?>> ALL =
      List.of(
          IMAGES,
          PREDICTIONS,
          SHADOW_PREDICTIONS,
          PREDICTION_STATS,
          IMAGE_DEAD_LETTERS,
          MODEL_COMMANDS,
          MODEL_REGISTRY,
          MODEL_EVENTS,
          MODEL_ARTIFACTS,
          MODEL_STATUS);

  private Topics() {}
}
