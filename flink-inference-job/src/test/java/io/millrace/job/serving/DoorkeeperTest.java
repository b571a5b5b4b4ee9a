package io.millrace.job.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.Signature;
import io.millrace.job.serving.ArtifactInbox.Arrival;
import io.millrace.schemas.artifact.ArtifactParts;
import io.millrace.schemas.signature.InvalidKeyFileException;
import io.millrace.schemas.signature.SignedStatement;
import io.millrace.schemas.signature.SigningKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows M3 and M4 at the door of a host. */
class DoorkeeperTest {

  private static final ArtifactRef MODEL =
      new ArtifactRef("model.onnx", ArtifactParts.sha256(new byte[] {1}), 100L, 1, null);

  private final SigningKey key = SigningKey.generate();
  private final Path keys;

  DoorkeeperTest(@TempDir Path keys) throws Exception {
    this.keys = keys;
    key.write(keys.resolve("release.key"), null, List.of());
  }

  @Test
  void withoutKeysEverythingMayCome() {
    Doorkeeper open = new Doorkeeper(AdmissionConfig.DEFAULT, Clock.systemUTC());

    assertThat(open.apply(ArtifactInboxTest.version(MODEL))).isNull();
  }

  @Test
  void withKeysWhatIsSignedMayCome() {
    assertThat(judgeSigned(sign("m", 1))).isNull();
  }

  @Test
  void m3AnUnsignedVersionIsTurnedAway() {
    assertRefused(judgeSigned(null), "SIGNATURE", "is not signed");
  }

  @Test
  void m3AKeyThatTheHostDoesNotHaveIsTurnedAway() {
    Signature other = SigningKey.generate().sign(statement("m", 1));

    assertRefused(judgeSigned(other), "SIGNATURE", "is not one of the 1 in");
  }

  @Test
  void m4ASignatureOfAnotherModelOrVersionIsTurnedAway() {
    assertRefused(judgeSigned(sign("other", 1)), "SIGNATURE", "is not over this version");
    assertRefused(judgeSigned(sign("m", 2)), "SIGNATURE", "is not over this version");
  }

  @Test
  void m4ADigestThatIsNotThatOfTheSignedFileIsTurnedAway() {
    var version = ArtifactInboxTest.version(MODEL, "b".repeat(64), sign("m", 1));

    assertRefused(judge(version), "DIGEST", "not the one that the registry names");
  }

  @Test
  void aModelOverTheCapIsNotEvenFetched() {
    AdmissionConfig small = new AdmissionConfig(null, 99, 0, Duration.ofSeconds(1));

    assertRefused(
        new Doorkeeper(small, Clock.systemUTC()).apply(ArtifactInboxTest.version(MODEL)),
        "LIMIT",
        "has 100 bytes and this host takes 99");
  }

  @Test
  void aFolderWithoutKeysIsNoticedAtTheStart() {
    AdmissionConfig none =
        new AdmissionConfig(keys.resolve("none").toString(), 99, 0, Duration.ofSeconds(1));

    assertThatThrownBy(() -> new Doorkeeper(none, Clock.systemUTC()))
        .isInstanceOf(InvalidKeyFileException.class);
  }

  private @Nullable Arrival judgeSigned(@Nullable Signature signature) {
    return judge(ArtifactInboxTest.version(MODEL, signature));
  }

  private @Nullable Arrival judge(HostedModels.VersionToLoad version) {
    AdmissionConfig signedOnly =
        new AdmissionConfig(keys.toString(), 1 << 20, 0, Duration.ofSeconds(1));
    return new Doorkeeper(signedOnly, Clock.systemUTC()).apply(version);
  }

  private Signature sign(String model, long version) {
    return key.sign(statement(model, version));
  }

  private static SignedStatement statement(String model, long version) {
    return new SignedStatement(model, version, "{}", List.of(MODEL));
  }

  private static void assertRefused(@Nullable Arrival arrival, String code, String reason) {
    assertThat(arrival).isInstanceOf(Arrival.Refused.class);
    Arrival.Refused refused = (Arrival.Refused) Objects.requireNonNull(arrival);
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.reason()).contains(reason);
  }
}
