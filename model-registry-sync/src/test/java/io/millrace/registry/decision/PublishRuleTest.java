package io.millrace.registry.decision;

import static io.millrace.registry.decision.Scene.MODEL;
import static io.millrace.registry.decision.Scene.digest;
import static io.millrace.registry.decision.Scene.file;
import static io.millrace.registry.decision.Scene.manifest;
import static io.millrace.registry.decision.Scene.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.PublishVersion;
import io.millrace.avro.Signature;
import io.millrace.avro.VersionStatus;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishRuleTest {

  private final Scene scene = new Scene();

  @Test
  void aNewNumberIsPublishedWithTheDigestOfItsModelFile() {
    ModelEvent event = scene.ask(publish(1));

    assertThat(event.getKind()).isEqualTo(EventKind.PUBLISHED);
    assertThat(event.getActor()).isEqualTo("alice");
    assertThat(event.getSequence()).isEqualTo(1);
    assertThat(scene.status(1)).isEqualTo(VersionStatus.PUBLISHED);
    assertThat(scene.version(1).getDigest()).isEqualTo(digest(1));
    assertThat(scene.known().getStable()).isNull();
  }

  @Test
  void theSameFilesAgainChangeNothingAndAreNoRefusal() {
    scene.ask(publish(1));

    ModelEvent again = scene.ask(publish(1));

    assertThat(again.getKind()).isEqualTo(EventKind.PUBLISHED);
    assertThat(scene.known().getSequence()).isEqualTo(1);
  }

  @Test
  void aSignatureThatComesLaterIsTakenAndOneThatIsMissingTakesNoneAway() {
    scene.ask(publish(1));
    PublishVersion bare = publish(1);
    Signature signature = new Signature("key", ByteBuffer.wrap(new byte[] {1}));
    PublishVersion signed =
        new PublishVersion(1L, bare.getManifest(), bare.getArtifacts(), signature);

    assertThat(scene.ask(signed).getKind()).isEqualTo(EventKind.PUBLISHED);
    assertThat(scene.version(1).getSignature()).isEqualTo(signature);
    assertThat(scene.known().getSequence()).isEqualTo(2);

    scene.ask(bare);
    assertThat(scene.version(1).getSignature()).isEqualTo(signature);
    assertThat(scene.known().getSequence()).isEqualTo(2);
  }

  @Test
  void m6OtherFilesUnderATakenNumberAreAnEquivocation() {
    scene.ask(publish(1));

    assertRefused(
        scene.ask(publish(1, manifest(MODEL, 1), file("model.onnx", digest(99)))),
        Refusal.EQUIVOCATION);
    assertThat(scene.version(1).getDigest()).isEqualTo(digest(1));
  }

  @Test
  void m6AnotherManifestUnderATakenNumberIsAnEquivocationToo() {
    scene.ask(publish(1));

    String other = manifest(MODEL, 1).replace("}", ", \"description\": \"labels swapped\"}");
    assertRefused(
        scene.ask(publish(1, other, file("model.onnx", digest(1)))), Refusal.EQUIVOCATION);
  }

  @Test
  void aRejectedVersionCannotBePublishedAgain() {
    scene.ask(publish(1));
    scene.ask(Scene.allAtOnce(1L));
    scene.report(Scene.host("h", Scene.failed(1, "CANARY", "wrong label")));

    assertRefused(scene.ask(publish(1)), Refusal.REJECTED);
  }

  @Test
  void aStateThatWouldOutgrowItsRecordIsRefused() {
    String padding = " ".repeat(300 * 1024);
    for (int version = 1; version <= 2; version++) {
      scene.ask(
          publish(
              version, manifest(MODEL, version) + padding, file("model.onnx", digest(version))));
    }
    PublishVersion third = publish(3, manifest(MODEL, 3) + padding, file("model.onnx", digest(3)));

    assertRefused(scene.ask(third), Refusal.TOO_LARGE);

    scene.ask(Scene.retire(1));
    assertThat(scene.ask(third).getKind()).isEqualTo(EventKind.PUBLISHED);
  }

  static Stream<Arguments> whatCannotBeServed() {
    return Stream.of(
        Arguments.of(publish(0), Refusal.NAME),
        Arguments.of(publish(-3), Refusal.NAME),
        Arguments.of(publish(2, "{", file("model.onnx", digest(2))), Refusal.MANIFEST),
        Arguments.of(publish(2, "", file("model.onnx", digest(2))), Refusal.MANIFEST),
        Arguments.of(publish(2, "[]", file("model.onnx", digest(2))), Refusal.MANIFEST),
        Arguments.of(publish(2, "{\"model\":1}", file("model.onnx", digest(2))), Refusal.MANIFEST),
        Arguments.of(
            publish(2, manifest(MODEL, 2) + "x", file("model.onnx", digest(2))), Refusal.MANIFEST),
        Arguments.of(
            publish(2, manifest("shoes", 2), file("model.onnx", digest(2))), Refusal.MANIFEST),
        Arguments.of(
            publish(2, manifest(MODEL, 3), file("model.onnx", digest(2))), Refusal.MANIFEST),
        Arguments.of(publish(2, manifest(MODEL, 2)), Refusal.ARTIFACTS),
        Arguments.of(
            publish(2, manifest(MODEL, 2), file("net.onnx", digest(2))), Refusal.ARTIFACTS),
        Arguments.of(publish(2, manifest(MODEL, 2), file("model.onnx", "abc")), Refusal.ARTIFACTS),
        Arguments.of(
            publish(
                2,
                manifest(MODEL, 2),
                file("model.onnx", digest(2)),
                file("model.onnx", digest(3))),
            Refusal.ARTIFACTS),
        Arguments.of(
            publish(
                2,
                manifest(MODEL, 2),
                file("model.onnx", digest(2)),
                file("model.json", digest(3))),
            Refusal.MANIFEST));
  }

  @ParameterizedTest
  @MethodSource("whatCannotBeServed")
  void whatCannotBeServedIsRefused(PublishVersion publish, Refusal code) {
    assertRefused(scene.ask(publish), code);
    assertThat(scene.state()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../model.onnx",
        "golden/../../etc/passwd",
        "/etc/passwd",
        "golden//a.png",
        "./a.png",
        "a\\b.png",
        "C:a.png",
        "a\u0000.png",
        "",
        "golden/"
      })
  void aPathThatCouldLeaveTheDirectoryIsRefused(String path) {
    PublishVersion publish =
        publish(1, manifest(MODEL, 1), file("model.onnx", digest(1)), file(path, digest(2)));

    assertRefused(scene.ask(publish), Refusal.ARTIFACTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", "../x", "é", "-x"})
  void aModelNameThatIsNoFolderNameIsRefused(String model) {
    ModelCommand command = Scene.command(model, null, publish(1));

    ModelEvent event = scene.ask(command);

    assertRefused(event, Refusal.NAME);
    assertThat(event.getModel()).isEqualTo("?");
  }

  private static void assertRefused(ModelEvent event, Refusal code) {
    assertThat(event.getKind()).isEqualTo(EventKind.REFUSED);
    assertThat(event.getReason()).startsWith(code + ": ");
    assertThat(event.getEvidence()).containsEntry("code", code.name());
  }
}
