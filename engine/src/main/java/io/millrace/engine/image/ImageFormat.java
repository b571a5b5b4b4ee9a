package io.millrace.engine.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Image formats, told by their first bytes; only JPEG and PNG are decoded. */
public enum ImageFormat {
  JPEG("image/jpeg"),
  PNG("image/png"),
  GIF("image/gif"),
  WEBP("image/webp"),
  AVIF("image/avif"),
  HEIC("image/heic"),
  BMP("image/bmp"),
  TIFF("image/tiff"),
  SVG("image/svg+xml"),
  PDF("application/pdf"),
  JPEG_2000("image/jp2"),
  JPEG_XL("image/jxl"),
  PSD("image/vnd.adobe.photoshop");

  private static final int HEAD = 256;
  private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
  private static final short JPEG_START = (short) 0xFFD8;

  private final String mediaType;

  ImageFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  /** Whether a declared media type names this format; an unspecific one contradicts nothing. */
  boolean agreesWith(@Nullable String declared) {
    if (declared == null || declared.equals(mediaType) || declared.isBlank()) {
      return true;
    }
    int parameters = declared.indexOf(';');
    String type = parameters < 0 ? declared : declared.substring(0, parameters);
    return switch (type.strip().toLowerCase(Locale.ROOT)) {
      case "application/octet-stream", "image/*", "*/*" -> true;
      case "image/jpg", "image/pjpeg" -> this == JPEG;
      case "image/x-png" -> this == PNG;
      default -> type.strip().equalsIgnoreCase(mediaType);
    };
  }

  /** Looks at the big-endian bytes from position 0 to the limit; null: no image. */
  public static @Nullable ImageFormat of(ByteBuffer bytes) {
    // The two that are decoded are told without allocating, for they are nearly all that comes.
    if (bytes.limit() >= Long.BYTES && bytes.getLong(0) == PNG_SIGNATURE) {
      return PNG;
    }
    if (bytes.limit() >= 3 && bytes.getShort(0) == JPEG_START && bytes.get(2) == -1) {
      return JPEG;
    }
    byte[] first = new byte[Math.min(HEAD, bytes.limit())];
    bytes.get(0, first);
    return unsupported(bytes, new String(first, StandardCharsets.ISO_8859_1));
  }

  private static @Nullable ImageFormat unsupported(ByteBuffer bytes, String head) {
    if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
      return GIF;
    }
    if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return WEBP;
    }
    if (head.startsWith("ftyp", 4)) {
      return brand(head);
    }
    if (head.startsWith("BM") && head.startsWith("\0\0\0\0", 6)) {
      return BMP;
    }
    if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      return TIFF;
    }
    if (head.startsWith("%PDF-")) {
      return PDF;
    }
    if (head.startsWith("8BPS\0\1")) {
      return PSD;
    }
    if (head.startsWith("jP  ", 4) || startsWith(bytes, 0xFF, 0x4F, 0xFF, 0x51)) {
      return JPEG_2000;
    }
    if (head.startsWith("JXL ", 4) || startsWith(bytes, 0xFF, 0x0A)) {
      return JPEG_XL;
    }
    String text = head.stripLeading();
    boolean svg = text.startsWith("<svg") || (text.startsWith("<?xml") && text.contains("<svg"));
    return svg ? SVG : null;
  }

  private static @Nullable ImageFormat brand(String head) {
    String brand = head.substring(8, Math.min(12, head.length()));
    return switch (brand) {
      case "avif", "avis" -> AVIF;
      case "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1" -> HEIC;
      default -> null;
    };
  }

  private static boolean startsWith(ByteBuffer bytes, int... magic) {
    if (bytes.limit() < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes.get(i) & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
