package io.millrace.registry.window;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.avro.Arm;
import io.millrace.avro.Box;
import io.millrace.avro.Classification;
import io.millrace.avro.CloseReason;
import io.millrace.avro.Detections;
import io.millrace.avro.LabelScore;
import io.millrace.avro.Origin;
import io.millrace.avro.Prediction;
import io.millrace.avro.Tensor;
import io.millrace.avro.Tensors;
import io.millrace.avro.Timing;
import io.millrace.registry.decision.Scene;
import io.millrace.registry.window.Glance.By;
import io.millrace.registry.window.Glance.Ran;
import io.millrace.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** What versions say of images, as records and as what is counted of them. */
public final class Said {

  static final By STABLE = new By(Scene.MODEL, 1, Arm.STABLE, 7);
  static final By CANARY = new By(Scene.MODEL, 2, Arm.CANARY, 7);
  static final By SHADOW = new By(Scene.MODEL, 2, Arm.SHADOW, 7);

  static final Ran RAN = new Ran(100, 8);

  private Said() {}

  static Glance glance(long offset, By by) {
    return new Glance(offset, by, RAN, "shoe", 0.9);
  }

  static Glance glance(long offset, By by, @Nullable String label) {
    return new Glance(offset, by, RAN, label, label == null ? 0 : 0.9);
  }

  static Failure failure(long offset, By by, boolean nan) {
    return new Failure(offset, new By(by.model(), by.version(), by.arm(), Glance.NO_SEQUENCE), nan);
  }

  /** A classification with a best label and a second one. */
  public static Prediction prediction(
      long offset, Arm arm, long version, long sequence, String label, double score, long micros) {
    LabelScore first = new LabelScore(0, label, (float) score);
    LabelScore second = new LabelScore(1, "other", (float) (1 - score));
    By by = new By(Scene.MODEL, version, arm, sequence);
    return prediction(offset, by, new Classification(List.of(first, second)), micros);
  }

  static Prediction boxes(long offset, By by, Box... boxes) {
    return prediction(offset, by, new Detections(List.of(boxes)), 1_000);
  }

  static Prediction tensor(long offset, By by, int bytes) {
    Tensor tensor = new Tensor("t", List.of((long) bytes), "UINT8", ByteBuffer.allocate(bytes));
    return prediction(offset, by, new Tensors(List.of(tensor)), 1_000);
  }

  private static Prediction prediction(long offset, By by, Object result, long micros) {
    return new Prediction(
        UUID.randomUUID(),
        "camera-1",
        Instant.parse("2026-11-24T12:00:00Z"),
        new Origin(0, offset),
        by.model(),
        by.version(),
        Scene.digest(by.version()),
        by.sequence(),
        by.arm(),
        result,
        new Timing(10L, 500L, 200L, micros, 8, CloseReason.SIZE),
        "cpu",
        "fp32",
        List.of());
  }

  /** The headers that tell of a failure. */
  public static Headers failed(long offset, String code, long version, @Nullable Arm arm) {
    Headers headers = new RecordHeaders();
    add(headers, DeadLetter.CODE, code);
    add(headers, DeadLetter.MODEL, Scene.MODEL);
    add(headers, DeadLetter.VERSION, version + "");
    add(headers, DeadLetter.OFFSET, offset + "");
    if (arm != null) {
      add(headers, DeadLetter.ARM, arm.name());
    }
    return headers;
  }

  static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }
}
