package io.millrace.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.EventKind;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.Signature;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AvroJsonTest {

  @Test
  void namesAreThoseOfTheSchemaAndMapsAreSorted() {
    var event =
        new ModelEvent(
            "garments",
            3L,
            Records.START,
            EventKind.STABLE,
            7L,
            null,
            "alice",
            "said \"yes\"",
            Map.of("b", "2", "a", "1"));
    assertThat(AvroJson.of(event))
        .hasToString(
            "{\"model\":\"garments\",\"sequence\":3,\"at\":\"2026-03-01T14:00:00.123Z\","
                + "\"kind\":\"STABLE\",\"version\":7,\"commandId\":null,\"actor\":\"alice\","
                + "\"reason\":\"said \\\"yes\\\"\",\"evidence\":{\"a\":\"1\",\"b\":\"2\"}}");
  }

  @Test
  void bytesAreBase64AndStayReadable() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3});
    var signature = new Signature("key", bytes);
    assertThat(AvroJson.of(signature).get("bytes").asText()).isEqualTo("AQID");
    assertThat(bytes.remaining()).isEqualTo(3);
  }
}
