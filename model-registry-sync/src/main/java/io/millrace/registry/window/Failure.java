package io.millrace.registry.window;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.avro.Arm;
import io.millrace.registry.window.Glance.By;
import io.millrace.schemas.DeadLetter;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * That a version failed on an image by its own fault, as the headers of a dead letter or of a
 * record without a value in {@code shadow-predictions} say it.
 *
 * @param offset offset of the image within its partition
 * @param by who failed
 * @param nan whether its output was not finite
 */
record Failure(long offset, By by, boolean nan) {

  private static final String NAN = "NAN_OUTPUT";

  /** The codes that are the version's fault; all others are the image's. */
  private static final Set<String> OWN_FAULTS =
      Set.of(NAN, "MODEL_FAILED", "OUT_OF_MEMORY", "OUTPUT_TOO_LARGE");

  /** Reads headers; null where they tell of no failure of a version. */
  static @Nullable Failure read(Headers headers) {
    String code = text(headers, DeadLetter.CODE);
    String model = text(headers, DeadLetter.MODEL);
    Long version = number(headers, DeadLetter.VERSION);
    Long offset = number(headers, DeadLetter.OFFSET);
    if (code == null || model == null || version == null || offset == null) {
      return null;
    }
    By by = new By(model, version, arm(headers), Glance.NO_SEQUENCE);
    return OWN_FAULTS.contains(code) ? new Failure(offset, by, code.equals(NAN)) : null;
  }

  private static Arm arm(Headers headers) {
    String arm = text(headers, DeadLetter.ARM);
    if ("CANARY".equals(arm)) {
      return Arm.CANARY;
    }
    return "SHADOW".equals(arm) ? Arm.SHADOW : Arm.STABLE;
  }

  /** The last one: what an image brought with it stands before ours. */
  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }

  /** Anybody can write a header: one that is no number says nothing. */
  private static @Nullable Long number(Headers headers, String name) {
    String text = text(headers, name);
    return text == null || !text.matches("[0-9]{1,18}") ? null : Long.valueOf(text);
  }
}
