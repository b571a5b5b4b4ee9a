package io.millrace.schemas.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.Signature;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyPair;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows M3 and M4: who signed, and that nothing can be exchanged under a signature. */
class SignatureTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final HexFormat HEX = HexFormat.of();

  private final Path folder;
  private final SigningKey key = SigningKey.generate();
  private final SignedStatement statement =
      new SignedStatement(
          "garments",
          3,
          "{\"model\": \"garments\", \"version\": 3}",
          List.of(file("model.onnx", "b", 2), file("golden/0.png", "a", 1)));

  SignatureTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theBytesAreThoseOfTheTestVector() {
    assertThat(HEX.formatHex(statement.bytes())).isEqualTo(Vector.STATEMENT);
  }

  @Test
  void theSignatureOfTheTestKeyIsThatOfTheTestVector() throws Exception {
    // RFC 8032, 7.1, test 1: the key; the statement is ours.
    KeyPair pair =
        new KeyPair(
            Ed25519.publicKey(HEX.parseHex("302a300506032b6570032100" + Vector.PUBLIC)),
            Ed25519.privateKey(HEX.parseHex("302e020100300506032b657004220420" + Vector.SECRET)));

    Signature signature = new SigningKey(pair).sign(statement);

    assertThat(signature.getKeyId()).isEqualTo(Vector.KEY_ID);
    assertThat(HEX.formatHex(signature.getBytes().array())).isEqualTo(Vector.SIGNATURE);
  }

  @Test
  void theOrderOfTheFilesDoesNotMatter() {
    SignedStatement turned =
        new SignedStatement(
            statement.model(),
            statement.version(),
            statement.manifest(),
            List.of(statement.files().get(1), statement.files().get(0)));

    assertThat(turned.bytes()).isEqualTo(statement.bytes());
  }

  @Test
  void aSignedVersionIsTrusted() throws Exception {
    assertThat(problem(statement, key.sign(statement), trusted(null, List.of()))).isEmpty();
    assertThat(problem(statement, key.sign(statement), trusted("2", NOW, List.of("garments"))))
        .isEmpty();
  }

  @Test
  void m3MissingUnknownInvalidExpiredAndForAnotherModelAreEachSaid() throws Exception {
    Signature good = key.sign(statement);
    byte[] bent = good.getBytes().array().clone();
    bent[3] ^= 1;

    assertThat(problem(statement, null, trusted(null, List.of())))
        .get()
        .asString()
        .contains("is not signed");
    assertThat(
            problem(
                statement, SigningKey.generate().sign(statement), trusted("2", null, List.of())))
        .get()
        .asString()
        .contains("is not one of the 1 in");
    assertThat(
            problem(
                statement,
                new Signature(key.id(), ByteBuffer.wrap(bent)),
                trusted("3", null, List.of())))
        .get()
        .asString()
        .contains("is not over this version");
    assertThat(
            problem(
                statement,
                new Signature(key.id(), ByteBuffer.allocate(3)),
                trusted("4", null, List.of())))
        .get()
        .asString()
        .contains("is not over this version");
    assertThat(problem(statement, good, trusted("5", NOW.minusSeconds(1), List.of())))
        .get()
        .asString()
        .contains("has expired at 2026-11-24T11:59:59Z");
    assertThat(problem(statement, good, trusted("6", null, List.of("cats", "dogs"))))
        .get()
        .asString()
        .contains("is trusted for cats, dogs, not for garments");
  }

  @Test
  void m4NothingOfAVersionCanBeExchanged() throws Exception {
    TrustedKeys keys = trusted(null, List.of());
    Signature good = key.sign(statement);
    List<ArtifactRef> files = statement.files();

    List<SignedStatement> others =
        List.of(
            new SignedStatement("trousers", 3, statement.manifest(), files),
            new SignedStatement("garments", 4, statement.manifest(), files),
            new SignedStatement("garments", 3, statement.manifest() + " ", files),
            new SignedStatement("garments", 3, statement.manifest(), files.subList(0, 1)),
            with(file("model.onnx", "c", 2)),
            with(file("model.onnx", "b", 3)),
            with(file("renamed.onnx", "b", 2)));

    assertThat(others)
        .allSatisfy(other -> assertThat(problem(other, good, keys)).isPresent())
        .extracting(SignedStatement::bytes)
        .doesNotHaveDuplicates();
  }

  @Test
  void whereAFileLiesIsNotSigned() throws Exception {
    ArtifactRef moved =
        new ArtifactRef("model.onnx", "b".repeat(64), 2L, 0, "https://example.com/model.onnx");

    assertThat(problem(with(moved), key.sign(statement), trusted(null, List.of()))).isEmpty();
  }

  @Test
  void aKeyComesBackFromItsFileWhichItsOwnerAloneCanRead() throws Exception {
    Path file = folder.resolve("release.key");
    key.write(file, null, List.of());

    assertThat(SigningKey.read(file).sign(statement)).isEqualTo(key.sign(statement));
    assertThat(Files.getPosixFilePermissions(file))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    assertThatThrownBy(() -> key.write(file, null, List.of()))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void whatIsNoKeyIsSaidAtTheStart() throws Exception {
    assertThatThrownBy(() -> new TrustedKeys(folder))
        .isInstanceOf(InvalidKeyFileException.class)
        .hasMessageContaining("no public key");
    Files.writeString(folder.resolve("bad.pub"), "hello");
    assertThatThrownBy(() -> new TrustedKeys(folder)).hasMessageContaining("bad.pub");
    assertThatThrownBy(() -> SigningKey.read(folder.resolve("none.key")))
        .isInstanceOf(InvalidKeyFileException.class);
  }

  @Test
  void halvesOfTwoKeysDoNotSign() throws Exception {
    key.write(folder.resolve("a.key"), null, List.of());
    SigningKey.generate().write(folder.resolve("b.key"), null, List.of());
    Files.copy(folder.resolve("a.key"), folder.resolve("c.key"));
    Files.copy(folder.resolve("b.pub"), folder.resolve("c.pub"));

    assertThatThrownBy(() -> SigningKey.read(folder.resolve("c.key")))
        .hasMessageContaining("is not the public half");
  }

  @Test
  void aSignatureComesBackFromItsFile() throws Exception {
    Path file = folder.resolve(SignatureFile.NAME);
    SignatureFile.write(file, key.sign(statement));

    assertThat(SignatureFile.read(file)).isEqualTo(key.sign(statement));
    Files.writeString(file, "-----BEGIN MILLRACE SIGNATURE-----\n-----END MILLRACE SIGNATURE-----");
    assertThatThrownBy(() -> SignatureFile.read(file))
        .hasMessageContaining("does not name its key");
  }

  private SignedStatement with(ArtifactRef model) {
    return new SignedStatement(
        "garments", 3, statement.manifest(), List.of(model, statement.files().get(1)));
  }

  private static ArtifactRef file(String path, String digit, long size) {
    return new ArtifactRef(path, digit.repeat(64), size, 1, null);
  }

  private static Optional<String> problem(
      SignedStatement statement, @Nullable Signature signature, TrustedKeys keys) {
    return keys.problem(statement, signature, NOW);
  }

  private TrustedKeys trusted(@Nullable Instant notAfter, List<String> models) throws Exception {
    return trusted("1", notAfter, models);
  }

  private TrustedKeys trusted(String name, @Nullable Instant notAfter, List<String> models)
      throws Exception {
    Path keys = Files.createDirectories(folder.resolve(name));
    key.write(keys.resolve("release.key"), notAfter, models);
    return new TrustedKeys(keys);
  }
}
