package io.millrace.registry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.PromoteVersion;
import io.millrace.avro.PublishVersion;
import io.millrace.avro.RetireVersion;
import io.millrace.avro.RollbackVersion;
import io.millrace.avro.Signature;
import io.millrace.registry.Versions;
import io.millrace.schemas.artifact.ArtifactParts;
import io.millrace.schemas.artifact.ArtifactWriter;
import io.millrace.schemas.signature.SignatureFile;
import io.millrace.schemas.signature.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCommandsTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private final MockProducer<String, ModelCommand> producer =
      new MockProducer<>(true, null, new StringSerializer(), (topic, command) -> new byte[0]);
  private final List<String> written = new ArrayList<>();
  private final ModelCommands commands =
      new ModelCommands(producer, this::write, "alice", Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void publishingWritesEveryFileBeforeItAsks(@TempDir Path dir) throws Exception {
    long json = Files.size(Versions.write(dir, "garments", 3).resolve("model.json"));
    long all = json + Files.size(dir.resolve("model.onnx"));
    List<String> progress = new ArrayList<>();

    UUID id =
        commands.publish(
            VersionFiles.in(dir),
            (path, done, total) -> progress.add("%s %d/%d".formatted(path, done, total)),
            new Terms("better shoes", 4L));

    assertThat(written).containsExactly("model.json", "model.onnx");
    assertThat(progress)
        .containsExactly(
            "model.json %d/%d".formatted(json, all), "model.onnx %d/%d".formatted(all, all));
    ModelCommand command = sent(0);
    assertThat(command.getId()).isEqualTo(id);
    assertThat(command.getModel()).isEqualTo("garments");
    assertThat(command.getIssuedBy()).isEqualTo("alice");
    assertThat(command.getIssuedAt()).isEqualTo(NOW);
    assertThat(command.getReason()).isEqualTo("better shoes");
    assertThat(command.getExpectedSequence()).isEqualTo(4);
    PublishVersion publish = (PublishVersion) command.getAction();
    assertThat(publish.getVersion()).isEqualTo(3);
    assertThat(publish.getSignature()).isNull();
    assertThat(publish.getArtifacts())
        .extracting(ArtifactRef::getPath, ArtifactRef::getSha256)
        .contains(
            tuple(
                "model.onnx", ArtifactParts.sha256(Files.readAllBytes(dir.resolve("model.onnx")))));
  }

  @Test
  void theSignatureBesideTheFilesIsPublishedWithThem(@TempDir Path dir) throws Exception {
    VersionFiles files = VersionFiles.in(Versions.write(dir, "garments", 3));
    Signature signature = SigningKey.generate().sign(files.statement());
    SignatureFile.write(files.signatureFile(), signature);

    commands.publish(VersionFiles.in(dir), UploadProgress.SILENT, Terms.NONE);

    assertThat(written).doesNotContain("model.sig");
    assertThat(((PublishVersion) sent(0).getAction()).getSignature()).isEqualTo(signature);
  }

  @Test
  void aModelAtALocationIsNotWritten(@TempDir Path dir) throws Exception {
    VersionFiles files = VersionFiles.in(Versions.write(dir, "garments", 3));
    UploadPlan plan = new UploadPlan(1 << 20, "https://example.com/model.onnx", null);

    commands.publish(files, plan, UploadProgress.SILENT, Terms.NONE);

    assertThat(written).containsExactly("model.json");
    ArtifactRef model = ((PublishVersion) sent(0).getAction()).getArtifacts().get(1);
    assertThat(model.getLocation()).isEqualTo("https://example.com/model.onnx");
    assertThat(model.getParts()).isZero();
    assertThat(model.getSize()).isEqualTo(Files.size(dir.resolve("model.onnx")));
  }

  @Test
  void whatIsTooLargeForTheTopicOrAtNoLocationIsNotSent(@TempDir Path dir) throws Exception {
    VersionFiles files = VersionFiles.in(Versions.write(dir, "garments", 3));

    assertThatThrownBy(
            () ->
                commands.publish(
                    files, new UploadPlan(10, null, null), UploadProgress.SILENT, Terms.NONE))
        .isInstanceOf(InvalidVersionException.class)
        .hasMessageContaining("--location");
    assertThatThrownBy(
            () ->
                commands.publish(
                    files,
                    new UploadPlan(9999, "s3://b/k", null),
                    UploadProgress.SILENT,
                    Terms.NONE))
        .isInstanceOf(InvalidVersionException.class)
        .hasMessageContaining("presigned https URL");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void eachVerbIsItsCommandUnderTheKeyOfTheModel() throws InterruptedException {
    commands.rollout("garments", 2, Terms.NONE);
    commands.rollout("garments", RolloutPlan.canary(3, 10, 1000), Terms.NONE);
    commands.promote("garments", 3, Terms.NONE);
    commands.rollback("garments", 1L, Terms.NONE);
    commands.rollback("garments", null, Terms.NONE);
    commands.retire("garments", 1, Terms.NONE);

    assertThat(producer.history())
        .allMatch(record -> record.key().equals("garments"))
        .extracting(ProducerRecord::value)
        .extracting(ModelCommand::getAction)
        .containsExactly(
            RolloutPlan.allAtOnce(2L).action(),
            RolloutPlan.canary(3L, 10, 1000).action(),
            new PromoteVersion(3L),
            new RollbackVersion(1L),
            new RollbackVersion(null),
            new RetireVersion(1L));
  }

  @Test
  void aCommandThatTheBrokerDoesNotTakeIsAnError() {
    producer.sendException = new KafkaException("down", new TimeoutException("no broker"));

    assertThatThrownBy(() -> commands.rollout("garments", 2, Terms.NONE))
        .isInstanceOf(KafkaException.class);
  }

  private ModelCommand sent(int index) {
    return producer.history().get(index).value();
  }

  private int write(Map<ArtifactRef, Path> files, ArtifactWriter.Progress progress) {
    files.keySet().forEach(ref -> written.add(ref.getPath()));
    files.keySet().forEach(ref -> progress.at(ref, ref.getSize()));
    return files.size();
  }
}
