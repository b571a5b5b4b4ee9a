package io.millrace.job.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawHeader;
import io.millrace.job.log.RawRecord;
import io.millrace.job.log.RecordSize;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.DeadLetterCause;
import io.millrace.schemas.DeadLetterHeaders;
import io.millrace.schemas.Topics;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records of {@code image-dead-letters}.
 *
 * <p>A letter is the record as it came, with the cause in its headers. One that would not fit into
 * the topic stops the job for good, since it fails again after every restart: then the value goes
 * without, named by its place in the images topic, its size and its digest; and if that is not
 * enough, so do the headers that it came with.
 */
final class DeadLetters {

  private DeadLetters() {}

  static OutputRecord of(RawRecord raw, DeadLetterCause cause) {
    List<RawHeader> headers = headers(Arrays.asList(raw.headers()), cause);
    OutputRecord whole = letter(raw, raw.value(), headers);
    if (fits(whole)) {
      return whole;
    }
    List<RawHeader> reference = raw.value() == null ? List.of() : reference(raw.value());
    headers.addAll(reference);
    OutputRecord referring = letter(raw, null, headers);
    return fits(referring) ? referring : letter(raw, null, withoutTheirs(raw, cause, reference));
  }

  private static boolean fits(OutputRecord letter) {
    return RecordSize.of(letter) <= Topics.MAX_DEAD_LETTER_BYTES;
  }

  private static List<RawHeader> withoutTheirs(
      RawRecord raw, DeadLetterCause cause, List<RawHeader> reference) {
    List<RawHeader> headers = headers(List.of(), cause);
    headers.addAll(reference);
    headers.add(header(DeadLetter.HEADERS_LEFT_OUT, String.valueOf(raw.headers().length)));
    return headers;
  }

  private static List<RawHeader> headers(List<Header> theirs, DeadLetterCause cause) {
    return new ArrayList<>(
        Arrays.asList(RawHeader.of(DeadLetterHeaders.of(theirs, cause).toArray())));
  }

  private static OutputRecord letter(
      RawRecord raw, byte @Nullable [] value, List<RawHeader> headers) {
    return new OutputRecord(
        raw.key(),
        value,
        headers.toArray(RawHeader[]::new),
        raw.partition(),
        raw.offset(),
        raw.timestamp());
  }

  private static List<RawHeader> reference(byte[] value) {
    return List.of(
        header(DeadLetter.VALUE_BYTES, String.valueOf(value.length)),
        header(DeadLetter.VALUE_SHA256, HexFormat.of().formatHex(sha256().digest(value))));
  }

  private static RawHeader header(String key, String value) {
    return new RawHeader(key, value.getBytes(UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }
}
