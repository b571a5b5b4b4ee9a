package io.millrace.ingest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** The types of image that the job decodes, known by the bytes that a file begins with. */
public enum ImageType {
  JPEG("image/jpeg", "\u00FF\u00D8\u00FF"),
  PNG("image/png", "\u0089PNG\r\n\u001A\n");

  private final String mediaType;
  private final String magic; // one character a byte

  ImageType(String mediaType, String magic) {
    this.mediaType = mediaType;
    this.magic = magic;
  }

  public String mediaType() {
    return mediaType;
  }

  /** The type that the bytes begin like; whether they go on like that is for the decoder. */
  public static Optional<ImageType> of(ByteBuffer content) {
    return Arrays.stream(values()).filter(type -> type.begins(content)).findFirst();
  }

  private boolean begins(ByteBuffer content) {
    int start = content.position();
    return content.remaining() >= magic.length()
        && IntStream.range(0, magic.length())
            .allMatch(i -> (content.get(start + i) & 0xFF) == magic.charAt(i));
  }
}
