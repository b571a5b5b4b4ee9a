package io.millrace.schemas.signature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A textual encoding (RFC 7468): lines of explanation, here {@code name: value}, then base64
 * between BEGIN and END.
 */
record Pem(String label, Map<String, String> headers, String base64) {

  private static final int LARGEST = 64 * 1024;

  static Pem of(String label, Map<String, String> headers, byte[] content) {
    byte[] newline = {'\n'};
    String base64 = Base64.getMimeEncoder(64, newline).encodeToString(content);
    return new Pem(label, headers, base64);
  }

  byte[] content() {
    return Base64.getMimeDecoder().decode(base64);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.append("-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label))
        .toString();
  }

  static Pem read(Path file, String label) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new InvalidKeyFileException(file + " is too large for a " + label + ".");
      }
      return parse(Files.readString(file, StandardCharsets.US_ASCII), file, label);
    } catch (IOException e) {
      throw new InvalidKeyFileException("Cannot read %s: %s".formatted(file, e), e);
    }
  }

  private static Pem parse(String text, Path file, String label) {
    String begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from) {
      throw new InvalidKeyFileException(file + " holds no " + label + ".");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : text.substring(0, from).lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      } else if (!line.isBlank()) {
        throw new InvalidKeyFileException("%s: '%s' is no 'name: value'.".formatted(file, line));
      }
    }
    Pem pem = new Pem(label, headers, text.substring(from + begin.length(), to));
    try {
      pem.content();
      return pem;
    } catch (IllegalArgumentException e) {
      throw new InvalidKeyFileException(file + " is no base64: " + e.getMessage(), e);
    }
  }
}
