package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import io.millrace.schemas.golden.Contract;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What we register is what is written in the .avsc, so every language registers the same. */
class PortableSchemaTest {

  @RegisterExtension final RegistryExtension http = new RegistryExtension();

  static Stream<Class<?>> types() {
    return Topics.ALL.stream()
        .<Class<?>>map(Topic::valueType)
        .filter(SpecificRecord.class::isAssignableFrom)
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("types")
  void generatedSchemaBecomesTheWrittenOneDocsIncluded(Class<?> type) throws IOException {
    String portable = SchemaRegistry.portable(SpecificData.getForClass(type).getSchema(type));

    assertThat(portable).isEqualTo(Contract.schema(type.getSimpleName()).toString());
    assertThat(portable).contains("\"doc\":").doesNotContain("avro.java.string");
  }

  @Test
  void portableSchemaIsWhatReachesTheRegistry() throws IOException {
    http.registry().register("images-value", io.millrace.avro.ImageEvent.getClassSchema());

    String body = http.server().registrations().get(0);
    Schema written = Contract.schema("ImageEvent");
    assertThat(body).contains(written.toString().replace("\"", "\\\""));
  }
}
