package io.millrace.schemas.signature;

import io.millrace.avro.Signature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A signature beside the files of its version, until it is published with them. */
public final class SignatureFile {

  /** Its name; it is not one of the version's files. */
  public static final String NAME = "model.sig";

  private static final String LABEL = "MILLRACE SIGNATURE";
  private static final String KEY_ID = "key-id";

  private SignatureFile() {}

  public static void write(Path file, Signature signature) throws IOException {
    ByteBuffer bytes = signature.getBytes().duplicate();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    String text = Pem.of(LABEL, Map.of(KEY_ID, signature.getKeyId()), copy).text();
    Files.writeString(file, text, StandardCharsets.US_ASCII);
  }

  /**
   * Reads one.
   *
   * @throws InvalidKeyFileException it is none
   */
  public static Signature read(Path file) {
    Pem pem = Pem.read(file, LABEL);
    String keyId = pem.headers().get(KEY_ID);
    if (keyId == null) {
      throw new InvalidKeyFileException(file + " does not name its key.");
    }
    return new Signature(keyId, ByteBuffer.wrap(pem.content()));
  }
}
