package io.millrace.schemas.signature;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.millrace.avro.Signature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A key that signs versions, with the public half of it. */
public final class SigningKey {

  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  private final KeyPair pair;

  SigningKey(KeyPair pair) {
    this.pair = pair;
  }

  /** A new key. */
  public static SigningKey generate() {
    try {
      return new SigningKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 17 has Ed25519.", e);
    }
  }

  /**
   * Reads the file that {@link #write} made.
   *
   * @throws InvalidKeyFileException it holds no such key
   */
  public static SigningKey read(Path file) {
    Pem pem = Pem.read(file, PRIVATE);
    Path publicFile = publicFile(file);
    try {
      PublicKey publicKey = Ed25519.publicKey(Pem.read(publicFile, PUBLIC).content());
      SigningKey key = new SigningKey(new KeyPair(publicKey, Ed25519.privateKey(pem.content())));
      byte[] probe = publicKey.getEncoded();
      if (!Ed25519.verify(publicKey, probe, Ed25519.sign(key.pair.getPrivate(), probe))) {
        throw new InvalidKeyFileException(
            "%s is not the public half of %s.".formatted(publicFile, file));
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new InvalidKeyFileException(
          "%s or %s is no Ed25519 key: %s".formatted(file, publicFile, e.getMessage()), e);
    }
  }

  /** {@code release.pub} for {@code release.key}. */
  public static Path publicFile(Path file) {
    String name = String.valueOf(file.getFileName());
    String stem = name.endsWith(".key") ? name.substring(0, name.length() - 4) : name;
    return file.resolveSibling(stem + ".pub");
  }

  /**
   * Writes the key, readable for its owner alone, and its public half beside it.
   *
   * @param notAfter hosts do not trust the key after this; null: it does not expire
   * @param models hosts trust it for these only; empty: for all
   * @throws java.nio.file.FileAlreadyExistsException there is one already
   */
  public void write(Path file, @Nullable Instant notAfter, List<String> models) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("key-id", id());
    if (notAfter != null) {
      headers.put(TrustedKeys.NOT_AFTER, notAfter.toString());
    }
    if (!models.isEmpty()) {
      headers.put(TrustedKeys.MODELS, String.join(", ", models));
    }
    String shared = Pem.of(PUBLIC, headers, pair.getPublic().getEncoded()).text();
    String secret = Pem.of(PRIVATE, Map.of(), pair.getPrivate().getEncoded()).text();
    writeSecret(file, secret);
    Files.writeString(publicFile(file), shared, StandardCharsets.US_ASCII, CREATE_NEW);
  }

  private static void writeSecret(Path file, String secret) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (FileChannel out = FileChannel.open(file, Set.of(CREATE_NEW, WRITE), ownerOnly)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(secret);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }

  /** First 16 hexadecimal digits of the SHA-256 of the public key's encoding. */
  public String id() {
    return Ed25519.id(pair.getPublic());
  }

  public Signature sign(SignedStatement statement) {
    try {
      byte[] signature = Ed25519.sign(pair.getPrivate(), statement.bytes());
      return new Signature(id(), ByteBuffer.wrap(signature));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A key of the JDK's own signs.", e);
    }
  }
}
