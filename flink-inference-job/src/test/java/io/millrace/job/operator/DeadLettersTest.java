package io.millrace.job.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawHeader;
import io.millrace.job.log.RawRecord;
import io.millrace.job.log.RecordSize;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Topics;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

  private static final int FAR_TOO_LARGE = 2 * Topics.MAX_DEAD_LETTER_BYTES;

  @Test
  void largestRecordOfTheImagesTopicIsKeptByteForByte() {
    RawRecord raw = record(Topics.MAX_RECORD_BYTES - 200, 20);

    OutputRecord letter = letter(raw);

    assertThat(letter.value()).isSameAs(raw.value());
    assertThat(header(letter, "theirs")).hasSize(20);
    assertThat(header(letter, DeadLetter.VALUE_BYTES)).isNull();
  }

  @Test
  void valueThatWouldNotFitIsReplacedByItsPlaceSizeAndDigest() {
    OutputRecord letter = letter(record(FAR_TOO_LARGE, 20));

    assertThat(letter.value()).isNull();
    assertThat(letter.key()).isEqualTo(new byte[] {7});
    assertThat(RecordSize.of(letter)).isLessThan(Topics.MAX_DEAD_LETTER_BYTES);
    assertThat(header(letter, "theirs")).hasSize(20);
    assertThat(header(letter, DeadLetter.VALUE_BYTES)).isEqualTo("" + FAR_TOO_LARGE);
    assertThat(header(letter, DeadLetter.VALUE_SHA256))
        // head -c 2359320 /dev/zero | sha256sum
        .isEqualTo("cfbd8dfb0bb70022383d00e904082e63730c7b4beb698009eed585408460ff0c");
    assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("images");
    assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("42");
  }

  @Test
  void headersThatWouldNotFitAreLeftOutAndCounted() {
    OutputRecord letter = letter(record(5, FAR_TOO_LARGE));

    assertThat(RecordSize.of(letter)).isLessThan(Topics.MAX_DEAD_LETTER_BYTES);
    assertThat(header(letter, "theirs")).isNull();
    assertThat(header(letter, DeadLetter.HEADERS_LEFT_OUT)).isEqualTo("1");
    assertThat(header(letter, DeadLetter.CODE)).isEqualTo("SOME_CODE");
  }

  private static OutputRecord letter(RawRecord raw) {
    return DeadLetters.of(raw, new Causes("job").route(raw, "SOME_CODE", "why", "m"));
  }

  private static RawRecord record(int valueBytes, int headerBytes) {
    RawHeader[] headers = {new RawHeader("theirs", "x".repeat(headerBytes).getBytes(UTF_8))};
    return new RawRecord(new byte[] {7}, new byte[valueBytes], headers, 3, 42, 1_000);
  }

  private static @Nullable String header(OutputRecord letter, String key) {
    return Arrays.stream(letter.headers())
        .filter(header -> header.key().equals(key))
        .map(header -> new String(header.value(), UTF_8))
        .collect(
            Collectors.collectingAndThen(Collectors.toList(), l -> l.isEmpty() ? null : l.get(0)));
  }
}
