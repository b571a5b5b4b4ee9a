package io.millrace.schemas.serde;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.schemas.serde.RegistryServer.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row K2: what the registry does not know is the record's fault; that it cannot be asked is not.
 */
class SchemaRegistryTest {

  private static final Schema DOT =
      SchemaBuilder.record("Dot").fields().requiredInt("x").endRecord();

  @RegisterExtension final RegistryExtension http = new RegistryExtension();

  @Test
  void knownSchemaIsAskedForOnce() {
    int id = http.server().add(DOT);

    assertThat(http.registry().byId(id)).isEqualTo(DOT);
    assertThat(http.registry().byId(id)).isEqualTo(DOT);
    assertThat(http.server().questions()).isEqualTo(1);
  }

  @Test
  void knownSchemaIsStillKnownWhileTheRegistryIsDown() {
    int id = http.server().add(DOT);
    http.registry().byId(id);
    http.server().close();

    assertThat(http.registry().byId(id)).isEqualTo(DOT);
  }

  @Test
  void unknownIdIsAskedForThreeTimesAndThenRemembered() {
    assertRefused(7, DecodeException.Code.UNKNOWN_SCHEMA);
    assertRefused(7, DecodeException.Code.UNKNOWN_SCHEMA);

    assertThat(http.server().questions()).isEqualTo(3);
  }

  @Test
  void unknownIdIsAskedForAgainAfterHalfAMinute() {
    assertRefused(1, DecodeException.Code.UNKNOWN_SCHEMA);
    http.server().add(DOT);
    http.nanos.addAndGet(Duration.ofSeconds(31).toNanos());

    assertThat(http.registry().byId(1)).isEqualTo(DOT);
  }

  @Test
  void manyThreadsCostOneRoundOfQuestions() throws Exception {
    var threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Schema>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        calls.add(() -> http.registry().byId(7));
      }
      for (Future<Schema> call : threads.invokeAll(calls)) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(call::get)
            .withCauseInstanceOf(DecodeException.class);
      }
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(5, SECONDS)).isTrue();
    }
    assertThat(http.server().questions()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "500, '{\"error_code\":50001,\"message\":\"store\"}'",
    "503, ''",
    "429, '{\"error_code\":429,\"message\":\"slow down\"}'",
    "401, '{\"error_code\":401,\"message\":\"who are you\"}'",
    "403, '{\"error_code\":40301,\"message\":\"not you\"}'",
    "404, ''",
    "404, '{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}'",
    "404, '<html>no such page</html>'",
    "200, '<html>log in first</html>'",
    "204, ''"
  })
  void answerThatIsNotOfTheRecordIsNoDeadLetter(int status, String body) {
    http.server().answer(new Answer(status, body));
    assertUnavailable(http.registry(), 1);

    http.server().answer(null);
    int id = http.server().add(DOT);
    assertThat(http.registry().byId(id)).isEqualTo(DOT);
  }

  @Test
  void registryThatIsDownIsNoDeadLetter() {
    http.server().close();

    assertUnavailable(http.registry(), 1);
  }

  @Test
  void registryThatHangsIsNoDeadLetter() {
    http.server().hang();

    assertUnavailable(http.registry(), 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}",
        "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}",
        "{\"schema\":\"not even JSON\"}",
        "{\"schema\":\"{\\\"type\\\":\\\"fixed\\\",\\\"name\\\":\\\"F\\\",\\\"size\\\":-1}\"}"
      })
  void whatIsNoAvroSchemaIsTheRecordsFault(String body) {
    int id = http.server().addBody(body);

    assertRefused(id, DecodeException.Code.SCHEMA);
    assertRefused(id, DecodeException.Code.SCHEMA);
    assertThat(http.server().questions()).isLessThanOrEqualTo(3);
  }

  @Test
  void schemaInPiecesComesInFull() {
    http.server().addVersion("dot", 1, DOT.toString());
    String line =
        """
        {"type":"record","name":"Line","fields":[{"name":"from","type":"Dot"},{"name":"to","type":"Dot"}]}""";
    int id =
        http.server()
            .addBody(
                """
                {"schema":"%s","references":[{"name":"Dot","subject":"dot","version":1}]}"""
                    .formatted(line.replace("\"", "\\\"")));

    assertThat(http.registry().byId(id).getField("to").schema()).isEqualTo(DOT);
  }

  @Test
  void interruptedWaitIsNoDeadLetter() {
    Thread.currentThread().interrupt();
    try {
      assertUnavailable(http.registry(), 7);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 422})
  void incompatibleSchemaOfOursIsRefused(int status) {
    http.server()
        .answer(new Answer(status, "{\"error_code\":%d,\"message\":\"no\"}".formatted(status)));

    assertThatExceptionOfType(SchemaRefusedException.class)
        .isThrownBy(() -> http.registry().register("dots-value", DOT))
        .withMessageContaining("dots-value");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 500, 503})
  void registrationThatFailsOnTheWayCanBeTriedAgain(int status) {
    http.server().answer(new Answer(status, "{\"error_code\":1,\"message\":\"no\"}"));
    assertThatExceptionOfType(RegistryUnavailableException.class)
        .isThrownBy(() -> http.registry().register("dots-value", DOT));

    http.server().answer(null);
    assertThat(http.registry().register("dots-value", DOT)).isEqualTo(1001);
  }

  private void assertRefused(int id, DecodeException.Code code) {
    assertThatExceptionOfType(DecodeException.class)
        .isThrownBy(() -> http.registry().byId(id))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  private static void assertUnavailable(SchemaRegistry registry, int id) {
    assertThatExceptionOfType(RegistryUnavailableException.class)
        .isThrownBy(() -> registry.byId(id))
        .withMessageContaining("http://localhost:");
  }
}
