package io.millrace.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterHeadersTest {

  private static final DeadLetterCause.Position POSITION =
      new DeadLetterCause.Position("images", 3, 4_711L, -1L);
  private static final DeadLetterCause.Scorer SCORER =
      new DeadLetterCause.Scorer("millrace", "fashion", 2L);

  @Test
  void everyFactHasItsHeader() {
    Headers headers = headers("No end-of-image marker.", new IllegalStateException("cut off"));

    assertThat(text(headers, DeadLetter.STAGE)).isEqualTo("decode");
    assertThat(text(headers, DeadLetter.CODE)).isEqualTo("TRUNCATED");
    assertThat(text(headers, DeadLetter.MESSAGE)).isEqualTo("No end-of-image marker.");
    assertThat(text(headers, DeadLetter.EXCEPTION)).isEqualTo("java.lang.IllegalStateException");
    assertThat(text(headers, DeadLetter.STACKTRACE))
        .startsWith("java.lang.IllegalStateException: cut off")
        .contains("everyFactHasItsHeader");
    assertThat(text(headers, DeadLetter.TOPIC)).isEqualTo("images");
    assertThat(text(headers, DeadLetter.PARTITION)).isEqualTo("3");
    assertThat(text(headers, DeadLetter.OFFSET)).isEqualTo("4711");
    assertThat(text(headers, DeadLetter.TIMESTAMP)).isEqualTo("-1");
    assertThat(text(headers, DeadLetter.MODEL)).isEqualTo("fashion");
    assertThat(text(headers, DeadLetter.VERSION)).isEqualTo("2");
    assertThat(text(headers, DeadLetter.ATTEMPT)).isEqualTo("1");
    assertThat(text(headers, DeadLetter.JOB)).isEqualTo("millrace");
  }

  @Test
  void factThatIsNotKnownHasNoHeader() {
    var cause =
        new DeadLetterCause(
            "envelope",
            "EMPTY",
            "No value.",
            null,
            POSITION,
            new DeadLetterCause.Scorer("j", null, null));

    assertThat(DeadLetterHeaders.of(new RecordHeaders(), cause))
        .extracting(Header::key)
        .doesNotContain(
            DeadLetter.EXCEPTION, DeadLetter.STACKTRACE, DeadLetter.MODEL, DeadLetter.VERSION)
        .hasSize(9);
  }

  @Test
  void foreignHeadersStayAsTheyAreAndInOrder() {
    List<Header> foreign =
        List.of(
            new RecordHeader("traceparent", bytes("00-aa-bb-01")),
            new RecordHeader("__connect.errors.topic", bytes("upstream")),
            new RecordHeader("twice", new byte[] {(byte) 0xFF, 0}),
            new RecordHeader("millrace.errors", bytes("not ours")),
            new RecordHeader("twice", null),
            new RecordHeader("", new byte[0]));

    Headers headers = of(foreign, "m", null);

    assertThat(List.of(headers.toArray()).subList(0, 6)).isEqualTo(foreign);
    assertThat(headers.toArray()).hasSize(6 + 11);
  }

  @Test
  void thousandHeadersAreKept() {
    List<Header> many = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      many.add(new RecordHeader("h" + i, new byte[1_000]));
    }

    assertThat(List.of(of(many, "m", null).toArray()).subList(0, 1_000)).isEqualTo(many);
  }

  @Test
  void secondDeadLetteringReplacesTheFirstAndCounts() {
    Headers first =
        of(List.of(new RecordHeader("a", bytes("1"))), "first", new IllegalStateException());
    Headers second = of(first, "second", null);
    Headers third = of(second, "third", null);

    assertThat(text(third, DeadLetter.ATTEMPT)).isEqualTo("3");
    assertThat(text(third, DeadLetter.MESSAGE)).isEqualTo("third");
    assertThat(third.headers(DeadLetter.STACKTRACE)).isEmpty();
    assertThat(third).extracting(Header::key).doesNotHaveDuplicates().contains("a");
  }

  @ParameterizedTest
  @CsvSource({
    "7,8",
    "many,1",
    "'',1",
    "-5,1",
    "99999999999999,1",
    "999999999,1000000000",
    "' 7',1"
  })
  void attemptThatAnybodyMayHaveWrittenIsReadWithCare(String found, String counted) {
    Headers headers = of(List.of(new RecordHeader(DeadLetter.ATTEMPT, bytes(found))), "m", null);

    assertThat(text(headers, DeadLetter.ATTEMPT)).isEqualTo(counted);
  }

  @Test
  void attemptWithoutAValueBeginsTheCount() {
    Headers headers = of(List.of(new RecordHeader(DeadLetter.ATTEMPT, null)), "m", null);

    assertThat(text(headers, DeadLetter.ATTEMPT)).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET https://store/a.png?sig=SECRET failed|GET https://store/a.png failed",
        "GET https://store/a.png?SECRET: 403|GET https://store/a.png 403",
        "s3://bucket/a.png#SECRET|s3://bucket/a.png",
        "https://user:SECRET@store/a.png, next|https://store/a.png, next",
        "two: http://a/x?k=SECRET http://b/y?k=SECRET|two: http://a/x http://b/y",
        "GET /a.png?token=SECRET gave 403|GET /a.png gave 403",
        "what? no image|what? no image"
      })
  void secretsOfUrisAreLeftOut(String message, String kept) {
    Headers headers = headers(message, new IllegalArgumentException(message));

    assertThat(text(headers, DeadLetter.MESSAGE)).isEqualTo(kept);
    assertThat(text(headers, DeadLetter.STACKTRACE)).contains(kept).doesNotContain("SECRET");
  }

  @ParameterizedTest
  @CsvSource({"a,1024", "é,1024", "€,1023", "😀,1024", "x😀,1021"})
  void messageIsCutBetweenTwoCharacters(String character, int bytes) {
    String message = character.repeat(2_000);

    byte[] kept = value(headers(message, null), DeadLetter.MESSAGE);

    assertThat(message).startsWith(new String(kept, UTF_8));
    assertThat(kept.length).isBetween(bytes - 3, 1024);
  }

  @Test
  void oursAreBoundedHoweverLargeTheFactsAre() {
    String large = "https://host/ü?".repeat(200_000);
    var exception = new IllegalStateException(large, new IllegalArgumentException(large));
    var cause =
        new DeadLetterCause(
            large,
            large,
            large,
            exception,
            new DeadLetterCause.Position(large, 1, 2, 3),
            new DeadLetterCause.Scorer(large, large, 1L));

    Headers headers = DeadLetterHeaders.of(List.of(), cause);

    assertThat(value(headers, DeadLetter.MESSAGE).length).isLessThanOrEqualTo(1024);
    assertThat(value(headers, DeadLetter.STACKTRACE).length).isLessThanOrEqualTo(8 * 1024);
    int total = 0;
    for (Header header : headers) {
      total += header.key().length() + header.value().length;
    }
    assertThat(total).isLessThan(17 * 1024);
  }

  private static Headers headers(String message, @Nullable Throwable exception) {
    return of(List.of(), message, exception);
  }

  private static Headers of(
      Iterable<Header> original, String message, @Nullable Throwable exception) {
    return DeadLetterHeaders.of(
        original, new DeadLetterCause("decode", "TRUNCATED", message, exception, POSITION, SCORER));
  }

  private static String text(Headers headers, String key) {
    return new String(value(headers, key), UTF_8);
  }

  private static byte[] value(Headers headers, String key) {
    return headers.lastHeader(key).value();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
