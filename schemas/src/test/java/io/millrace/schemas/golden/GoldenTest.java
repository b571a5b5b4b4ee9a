package io.millrace.schemas.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.RegistryServer;
import io.millrace.schemas.serde.SchemaRegistry;
import io.millrace.schemas.serde.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was ever written to a topic can be read today. */
class GoldenTest {

  private static final String HOW_TO =
      """
      The contract has changed. If that is meant, keep it as a new generation and commit the new directory:
        mvn -pl schemas test -Dgolden.write=true -Dtest=GoldenWriter
      Older directories stay as they are: records written so are in the topics.""";

  private RegistryServer server;
  private SchemaRegistry registry;

  @BeforeEach
  void start() {
    server = new RegistryServer();
    registry = new SchemaRegistry(server.url());
  }

  @AfterEach
  void stop() {
    registry.close();
    server.close();
  }

  /** A kept record. */
  record Kept(GoldenVersion version, String sample) {

    @Override
    public String toString() {
      return "v" + version.number() + " " + sample;
    }
  }

  static Stream<Kept> kept() throws IOException {
    List<Kept> all = new ArrayList<>();
    for (GoldenVersion version : GoldenVersion.all()) {
      version.samples().forEach(sample -> all.add(new Kept(version, sample)));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("kept")
  void keptRecordDecodesIntoTodaysClassWithItsValues(Kept kept) throws Exception {
    Schema writer = kept.version().schema(kept.sample());
    byte[] record = Wire.record(server.add(writer), kept.version().body(kept.sample()));

    SpecificRecordBase decoded = new AvroDecoder<>(registry, type(writer)).decode(record);

    assertThat(Json.of(decoded))
        .isEqualTo(
            Json.of(expected(writer, decoded.getSchema(), kept.version().json(kept.sample()))));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void todaysSchemaReadsEveryKeptOne(Kept kept) throws Exception {
    Schema writer = kept.version().schema(kept.sample());
    Schema reader = Contract.schema(writer.getName());

    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);

    assertThat(result.getType())
        .as("%s: %s", kept, result.getDescription())
        .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
  }

  @Test
  void newestKeptVersionIsTodaysContract() throws IOException {
    GoldenVersion newest = GoldenVersion.newest();
    assertThat(newest.samples())
        .as(HOW_TO)
        .containsExactlyInAnyOrderElementsOf(Samples.all().keySet());
    for (var sample : Samples.all().entrySet()) {
      String name = sample.getKey();
      assertThat(Wire.body(sample.getValue())).as(HOW_TO).isEqualTo(newest.body(name));
      Schema today = Contract.schema(newest.schema(name).getName());
      assertThat(withoutDocs(today)).as(HOW_TO).isEqualTo(withoutDocs(newest.schema(name)));
    }
  }

  @Test
  void everySchemaOfATopicIsKept() throws IOException {
    List<String> kept = new ArrayList<>();
    for (String sample : GoldenVersion.newest().samples()) {
      kept.add(GoldenVersion.newest().schema(sample).getName());
    }

    List<String> ofTopics = new ArrayList<>(Contract.names());
    ofTopics.removeAll(List.of("ArtifactRef", "Signature")); // they are parts of others
    assertThat(kept).as(HOW_TO).containsAll(ofTopics);
  }

  private static Class<? extends SpecificRecordBase> type(Schema schema)
      throws ClassNotFoundException {
    return Class.forName(schema.getFullName()).asSubclass(SpecificRecordBase.class);
  }

  /** The kept values as a generic record of today's schema: Avro's own way, without our classes. */
  private static IndexedRecord expected(Schema writer, Schema reader, String json)
      throws IOException {
    return new GenericDatumReader<IndexedRecord>(writer, reader)
        .read(null, DecoderFactory.get().jsonDecoder(writer, json));
  }

  private static String withoutDocs(Schema schema) {
    return schema.toString().replaceAll(",?\"doc\":\"(?:[^\"\\\\]|\\\\.)*+\"", "");
  }
}
