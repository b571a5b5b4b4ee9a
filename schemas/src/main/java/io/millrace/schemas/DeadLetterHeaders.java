package io.millrace.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a dead letter: those it came with, untouched and in order, then ours of {@link
 * DeadLetter}.
 *
 * <p>Of ours, those of an earlier dead-lettering give way and only their attempt is counted on, so
 * a record that goes round in circles can be told by its number. Ours take at most 17 KiB together.
 */
public final class DeadLetterHeaders {

  private static final int MAX_TEXT_BYTES = 1024;
  private static final int MAX_STACKTRACE_BYTES = 8 * 1024;

  /**
   * What lies beyond is dropped unseen, which bounds the work on a message of megabytes. Twice what
   * is kept, so that a URI that is cut here, before its secrets are found, is not kept.
   */
  private static final int MAX_CHARACTERS = 2 * MAX_STACKTRACE_BYTES;

  private final RecordHeaders headers = new RecordHeaders();

  private DeadLetterHeaders() {}

  /**
   * Builds the headers.
   *
   * @param original headers that the record came with; they stay as they are
   */
  public static Headers of(Iterable<Header> original, DeadLetterCause cause) {
    var letter = new DeadLetterHeaders();
    long attempt = 1;
    for (Header header : original) {
      if (!header.key().startsWith(DeadLetter.PREFIX)) {
        letter.headers.add(header);
      } else if (header.key().equals(DeadLetter.ATTEMPT)) {
        attempt = next(header.value());
      }
    }
    letter.add(cause, attempt);
    return letter.headers;
  }

  private void add(DeadLetterCause cause, long attempt) {
    add(DeadLetter.STAGE, cause.stage());
    add(DeadLetter.CODE, cause.code());
    add(DeadLetter.MESSAGE, Uris.withoutSecrets(start(cause.message())));
    if (cause.exception() != null) {
      add(DeadLetter.EXCEPTION, cause.exception().getClass().getName());
      headers.add(DeadLetter.STACKTRACE, cut(stackTrace(cause.exception()), MAX_STACKTRACE_BYTES));
    }
    add(DeadLetter.TOPIC, cause.record().topic());
    add(DeadLetter.PARTITION, cause.record().partition());
    add(DeadLetter.OFFSET, cause.record().offset());
    add(DeadLetter.TIMESTAMP, cause.record().timestamp());
    add(DeadLetter.MODEL, cause.scorer().model());
    add(DeadLetter.VERSION, cause.scorer().version());
    add(DeadLetter.ATTEMPT, attempt);
    add(DeadLetter.JOB, cause.scorer().job());
  }

  private void add(String key, @Nullable Object value) {
    if (value != null) {
      headers.add(key, cut(value.toString(), MAX_TEXT_BYTES));
    }
  }

  /** Anybody can write a header: what is no count begins the count. */
  private static long next(byte @Nullable [] attempt) {
    if (attempt == null || attempt.length > 9) {
      return 1;
    }
    try {
      return Math.max(0, Integer.parseInt(new String(attempt, UTF_8))) + 1L;
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  private static String stackTrace(Throwable exception) {
    var text = new BoundedWriter(MAX_CHARACTERS);
    exception.printStackTrace(new PrintWriter(text));
    return Uris.withoutSecrets(text.toString());
  }

  private static String start(String text) {
    return text.substring(0, Math.min(text.length(), MAX_CHARACTERS));
  }

  /** UTF-8, cut between two characters. */
  private static byte[] cut(String text, int most) {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length <= most) {
      return bytes;
    }
    int end = most;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }
}
