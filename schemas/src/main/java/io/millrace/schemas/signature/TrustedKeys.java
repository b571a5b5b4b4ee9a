package io.millrace.schemas.signature;

import io.millrace.avro.Signature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The public keys that a host trusts: files {@code *.pub} of one folder. They are read anew for
 * each version, so a key is taken in or out without a restart.
 */
public final class TrustedKeys {

  static final String NOT_AFTER = "not-after";
  static final String MODELS = "models";

  private record Key(Path file, PublicKey key, @Nullable Instant notAfter, List<String> models) {}

  private final Path folder;

  /**
   * Trusts the keys of a folder.
   *
   * @throws InvalidKeyFileException it is no folder, has no keys or one that cannot be read
   */
  public TrustedKeys(Path folder) {
    this.folder = folder;
    if (keys().isEmpty()) {
      throw new InvalidKeyFileException(
          "%s holds no public key (*.pub): nothing could be loaded. Make one: millrace models keygen"
              .formatted(folder));
    }
  }

  /**
   * What speaks against a version; empty: a trusted key signed it.
   *
   * @param signature null: it has none
   */
  public Optional<String> problem(
      SignedStatement statement, @Nullable Signature signature, Instant now) {
    if (signature == null) {
      return Optional.of(
          "%s version %d is not signed and this host takes signed versions only"
              .formatted(statement.model(), statement.version()));
    }
    try {
      List<Key> keys = keys();
      Key key = find(keys, signature.getKeyId());
      if (key == null) {
        return Optional.of(
            "it is signed by the key %s, which is not one of the %d in %s"
                .formatted(signature.getKeyId(), keys.size(), folder));
      }
      return problem(key, statement, signature, now);
    } catch (InvalidKeyFileException | IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Key find(List<Key> keys, String id) {
    return keys.stream().filter(key -> Ed25519.id(key.key()).equals(id)).findFirst().orElse(null);
  }

  private static Optional<String> problem(
      Key key, SignedStatement statement, Signature signature, Instant now) {
    Instant notAfter = key.notAfter();
    if (notAfter != null && now.isAfter(notAfter)) {
      return Optional.of(
          "the key %s (%s) has expired at %s"
              .formatted(signature.getKeyId(), key.file().getFileName(), notAfter));
    }
    if (!key.models().isEmpty() && !key.models().contains(statement.model())) {
      return Optional.of(
          "the key %s (%s) is trusted for %s, not for %s"
              .formatted(
                  signature.getKeyId(),
                  key.file().getFileName(),
                  String.join(", ", key.models()),
                  statement.model()));
    }
    return verifies(key, statement, signature)
        ? Optional.empty()
        : Optional.of(
            "the signature of the key %s is not over this version: its name, number, model.json or a file differs"
                .formatted(signature.getKeyId()));
  }

  private static boolean verifies(Key key, SignedStatement statement, Signature signature) {
    ByteBuffer bytes = signature.getBytes().duplicate();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    try {
      return Ed25519.verify(key.key(), statement.bytes(), copy);
    } catch (GeneralSecurityException e) {
      throw new InvalidKeyFileException(key.file() + " is of no use: " + e.getMessage(), e);
    }
  }

  private List<Key> keys() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".pub"))
          .sorted()
          .map(TrustedKeys::read)
          .toList();
    } catch (IOException e) {
      throw new InvalidKeyFileException("Cannot read the trusted keys in " + folder + ": " + e, e);
    }
  }

  private static Key read(Path file) {
    Pem pem = Pem.read(file, "PUBLIC KEY");
    String notAfter = pem.headers().get(NOT_AFTER);
    String models = pem.headers().getOrDefault(MODELS, "");
    try {
      return new Key(
          file,
          Ed25519.publicKey(pem.content()),
          notAfter == null ? null : Instant.parse(notAfter),
          models.isEmpty() ? List.of() : List.of(models.split(" *, *", -1)));
    } catch (GeneralSecurityException | DateTimeException e) {
      throw new InvalidKeyFileException(
          "%s is no Ed25519 key that can be trusted: %s".formatted(file, e.getMessage()), e);
    }
  }
}
