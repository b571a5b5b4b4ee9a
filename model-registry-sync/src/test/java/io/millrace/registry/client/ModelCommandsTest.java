package io.millrace.registry.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.PromoteVersion;
import io.millrace.avro.PublishVersion;
import io.millrace.avro.RetireVersion;
import io.millrace.avro.RollbackVersion;
import io.millrace.schemas.artifact.ArtifactParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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
    Files.writeString(dir.resolve("model.onnx"), "net");
    Files.writeString(dir.resolve("model.json"), "{\"model\": \"garments\", \"version\": 3}");
    List<String> progress = new ArrayList<>();

    UUID id =
        commands.publish(
            VersionFiles.in(dir),
            (path, done, total) -> progress.add("%s %d/%d".formatted(path, done, total)),
            new Terms("better shoes", 4L));

    assertThat(written).containsExactly("model.json", "model.onnx");
    assertThat(progress).containsExactly("model.json 35/38", "model.onnx 38/38");
    ModelCommand command = sent(0);
    assertThat(command.getId()).isEqualTo(id);
    assertThat(command.getModel()).isEqualTo("garments");
    assertThat(command.getIssuedBy()).isEqualTo("alice");
    assertThat(command.getIssuedAt()).isEqualTo(NOW);
    assertThat(command.getReason()).isEqualTo("better shoes");
    assertThat(command.getExpectedSequence()).isEqualTo(4);
    PublishVersion publish = (PublishVersion) command.getAction();
    assertThat(publish.getVersion()).isEqualTo(3);
    assertThat(publish.getArtifacts())
        .extracting(ArtifactRef::getPath, ArtifactRef::getSha256)
        .contains(tuple("model.onnx", ArtifactParts.sha256("net".getBytes(UTF_8))));
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

  private ArtifactRef write(String path, byte[] content) {
    written.add(path);
    return ArtifactParts.pack(path, content).ref();
  }
}
