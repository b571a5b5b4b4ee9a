package io.millrace.schemas.golden;

import io.millrace.avro.Arm;
import io.millrace.avro.ArmKey;
import io.millrace.avro.ArtifactRef;
import io.millrace.avro.Box;
import io.millrace.avro.Candidate;
import io.millrace.avro.Classification;
import io.millrace.avro.CloseReason;
import io.millrace.avro.Detections;
import io.millrace.avro.EventKind;
import io.millrace.avro.Guard;
import io.millrace.avro.GuardMetric;
import io.millrace.avro.HostStatus;
import io.millrace.avro.HostedVersion;
import io.millrace.avro.ImageEvent;
import io.millrace.avro.ImageReference;
import io.millrace.avro.LabelScore;
import io.millrace.avro.LabelStats;
import io.millrace.avro.LoadState;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.Origin;
import io.millrace.avro.Prediction;
import io.millrace.avro.PredictionStats;
import io.millrace.avro.PromoteVersion;
import io.millrace.avro.Promotion;
import io.millrace.avro.PublishVersion;
import io.millrace.avro.RetireVersion;
import io.millrace.avro.RollbackVersion;
import io.millrace.avro.Rollout;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.RolloutVersion;
import io.millrace.avro.Signature;
import io.millrace.avro.StatsKind;
import io.millrace.avro.Tensor;
import io.millrace.avro.Tensors;
import io.millrace.avro.Timing;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** One record of every schema and of every branch in it, the same on every run. */
public final class Samples {

  private static final UUID ID = UUID.fromString("01935f2e-7c00-7abc-8def-0123456789ab");
  private static final Instant AT = Instant.parse("2026-11-24T08:15:30.250Z");
  private static final String DIGEST =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  private static final ArtifactRef ARTIFACT =
      new ArtifactRef("model.onnx", DIGEST, 1_234_567L, 2, null);
  private static final ArtifactRef LARGE =
      new ArtifactRef("model.onnx", DIGEST, 1_234_567_890L, 0, "s3://models/fashion/3/model.onnx");
  private static final Guard GUARD = new Guard(GuardMetric.NAN_RATE, 0.01, 10_000L, 100L, 2);
  private static final Signature SIGNATURE =
      new Signature("00112233aabbccdd", ByteBuffer.wrap(new byte[64]));

  private Samples() {}

  /** All of them; a name is the schema's, then the branch's where there are several. */
  public static Map<String, SpecificRecordBase> all() {
    Map<String, SpecificRecordBase> samples = new LinkedHashMap<>();
    samples.put(
        "ImageEvent-bytes", image(ByteBuffer.wrap(new byte[] {(byte) 0x89, 'P', 'N', 'G'})));
    samples.put(
        "ImageEvent-reference",
        image(new ImageReference("s3://images/dock-4/0001.jpg", DIGEST, 4_000_000L)));
    samples.put(
        "Prediction-classification",
        prediction(
            new Classification(
                List.of(
                    new LabelScore(9, "Ankle boot", 0.875f),
                    new LabelScore(7, "Sneaker", 0.125f)))));
    samples.put(
        "Prediction-detections",
        prediction(new Detections(List.of(new Box(1.5f, 2f, 30.25f, 40f, 3, "truck", 0.5f)))));
    samples.put(
        "Prediction-tensors",
        prediction(
            new Tensors(
                List.of(
                    new Tensor(
                        "embedding",
                        List.of(2L),
                        "FP32",
                        ByteBuffer.wrap(new byte[] {0, 0, -128, 63, 0, 0, 0, -64}))))));
    samples.put("PredictionStats", stats());
    samples.put(
        "ModelCommand-publish",
        command(new PublishVersion(2L, "{\"model\":\"fashion\"}", List.of(ARTIFACT), null)));
    samples.put(
        "ModelCommand-publish-signed",
        command(new PublishVersion(3L, "{\"model\":\"fashion\"}", List.of(LARGE), SIGNATURE)));
    samples.put("ModelCommand-rollout", command(allAtOnce()));
    samples.put("ModelCommand-canary", command(canary()));
    samples.put("ModelCommand-promote", command(new PromoteVersion(2L)));
    samples.put("ModelCommand-rollback", command(new RollbackVersion(1L)));
    samples.put("ModelCommand-retire", command(new RetireVersion(1L)));
    samples.put("ModelState", state());
    samples.put("ModelState-canary", trial());
    samples.put("ModelEvent", event());
    samples.put("HostStatus", host());
    return samples;
  }

  /** An image event with this content. */
  public static ImageEvent image(Object content) {
    return new ImageEvent(ID, "dock-4", AT, "fashion", Map.of("lane", "7"), "image/png", content);
  }

  /** A prediction with this result. */
  public static Prediction prediction(Object result) {
    return Prediction.newBuilder()
        .setImageId(ID)
        .setSource("dock-4")
        .setCapturedAt(AT)
        .setOrigin(new Origin(3, 4_711L))
        .setModel("fashion")
        .setVersion(2L)
        .setDigest(DIGEST)
        .setSequence(17L)
        .setArm(Arm.CANARY)
        .setResult(result)
        .setTiming(new Timing(120L, 450L, 800L, 2_300L, 16, CloseReason.IDLE))
        .setProvider("cpu")
        .setPrecision("fp32")
        .setFlags(List.of("TYPE_MISMATCH"))
        .build();
  }

  private static PredictionStats stats() {
    return new PredictionStats(
        "dock-4",
        "fashion",
        2L,
        AT,
        AT.plusSeconds(60),
        StatsKind.UPDATED,
        1,
        3L,
        List.of(new LabelStats("Ankle boot", 2L, 0.875), new LabelStats("Sneaker", 1L, 0.5)));
  }

  private static ModelCommand command(Object action) {
    return new ModelCommand(ID, "fashion", AT, "alice", "better on boots", 16L, action);
  }

  private static ModelState state() {
    return new ModelState(
        "fashion",
        17L,
        AT,
        1L,
        null,
        2L,
        null,
        null,
        List.of(
            version(1L, VersionStatus.STABLE, null),
            version(2L, VersionStatus.STAGING, "asked by alice")));
  }

  private static RolloutVersion allAtOnce() {
    return new RolloutVersion(
        2L,
        RolloutMode.ALL_AT_ONCE,
        List.of(),
        300_000L,
        ArmKey.IMAGE,
        Promotion.MANUAL,
        List.of(),
        null);
  }

  private static RolloutVersion canary() {
    return new RolloutVersion(
        2L,
        RolloutMode.CANARY,
        List.of(100, 250, 1000),
        60_000L,
        ArmKey.SOURCE,
        Promotion.AUTO,
        List.of(GUARD),
        120_000L);
  }

  private static ModelState trial() {
    return new ModelState(
        "fashion",
        18L,
        AT,
        1L,
        null,
        null,
        new Candidate(2L, Arm.CANARY, 100, ID.toString(), ArmKey.SOURCE),
        new Rollout(
            2L,
            ID.toString(),
            "alice",
            AT,
            17L,
            AT.plusMillis(120_000),
            RolloutMode.CANARY,
            List.of(100, 250, 1000),
            0,
            AT.plusMillis(900),
            60_000L,
            ArmKey.SOURCE,
            Promotion.AUTO,
            List.of(GUARD)),
        List.of(version(1L, VersionStatus.STABLE, null), version(2L, VersionStatus.CANARY, null)));
  }

  private static VersionState version(long number, VersionStatus status, @Nullable String reason) {
    return new VersionState(
        number,
        DIGEST,
        status,
        reason,
        AT,
        "alice",
        "{\"model\":\"fashion\"}",
        List.of(ARTIFACT),
        null);
  }

  private static ModelEvent event() {
    return new ModelEvent(
        "fashion",
        17L,
        AT,
        EventKind.STAGING,
        2L,
        ID.toString(),
        "alice",
        "Version 2 is loaded by 3 hosts.",
        Map.of("host-1.loadMillis", "812"));
  }

  private static HostStatus host() {
    return new HostStatus(
        "host-1",
        AT,
        AT.plusMillis(1_500),
        2_000L,
        Map.of("fashion", 17L),
        List.of(
            new HostedVersion(
                "fashion",
                1L,
                DIGEST,
                LoadState.READY,
                null,
                null,
                "cpu",
                812L,
                35.5,
                120.25,
                4_096L),
            new HostedVersion(
                "fashion",
                2L,
                DIGEST,
                LoadState.FAILED,
                "LABELS",
                "10 classes, 9 labels",
                null,
                null,
                null,
                null,
                null)));
  }
}
