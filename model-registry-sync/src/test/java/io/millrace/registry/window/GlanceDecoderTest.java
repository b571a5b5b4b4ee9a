package io.millrace.registry.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.avro.Arm;
import io.millrace.avro.Box;
import io.millrace.avro.Prediction;
import io.millrace.registry.decision.Scene;
import io.millrace.registry.topology.TestingSchemaRegistry;
import io.millrace.registry.window.Glance.By;
import io.millrace.registry.window.Glance.Ran;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.DecodeException;
import io.millrace.schemas.serde.SchemaRegistry;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class GlanceDecoderTest {

  private final TestingSchemaRegistry server;
  private final SchemaRegistry registry;
  private final GlanceDecoder decoder;

  GlanceDecoderTest() throws IOException {
    server = new TestingSchemaRegistry();
    registry = new SchemaRegistry(server.url());
    decoder = new GlanceDecoder(registry);
  }

  @BeforeEach
  void oneSchemaIsKnown() {
    registry.register(Topics.PREDICTIONS.subject(), Prediction.getClassSchema());
  }

  @AfterEach
  void close() {
    registry.close();
    server.close();
  }

  @Test
  void theFirstLabelAndTheTimeOfAClassificationAreRead() {
    byte[] bytes = encode(Said.prediction(41, Arm.CANARY, 2, 7, "shoe", 0.75, 1_234));

    assertThat(decoder.decode(bytes))
        .isEqualTo(
            new Glance(41, new By(Scene.MODEL, 2, Arm.CANARY, 7), new Ran(1_234, 8), "shoe", 0.75));
  }

  @Test
  void theBestBoxGivesTheLabelOfDetections() {
    Box best = new Box(1f, 2f, 3f, 4f, 7, "cat", 0.5f);
    Box other = new Box(1f, 2f, 3f, 4f, 8, "dog", 0.25f);

    assertThat(decoder.decode(encode(Said.boxes(1, Said.STABLE, best, other))))
        .isEqualTo(new Glance(1, Said.STABLE, new Ran(1_000, 8), "cat", 0.5));
    assertThat(decoder.decode(encode(Said.boxes(1, Said.STABLE))).label()).isNull();
  }

  @Test
  void tensorsAreSteppedOverAndHaveNoLabel() {
    assertThat(decoder.decode(encode(Said.tensor(5, Said.SHADOW, 100_000))))
        .isEqualTo(new Glance(5, Said.SHADOW, new Ran(1_000, 8), null, 0));
  }

  @Test
  void whatIsNoPredictionIsRefused() {
    byte[] cut = java.util.Arrays.copyOf(encode(Said.tensor(5, Said.SHADOW, 100)), 60);

    assertThatThrownBy(() -> decoder.decode(cut)).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> decoder.decode(new byte[] {1, 2, 3}))
        .isInstanceOf(DecodeException.class);
  }

  /** mvn -pl model-registry-sync -am test -Dtest=GlanceDecoderTest -Dmillrace.measure=true … */
  @Test
  @EnabledIfSystemProperty(named = "millrace.measure", matches = "true")
  void whatOnePredictionCosts() {
    byte[] labels = encode(Said.prediction(41, Arm.CANARY, 2, 7, "shoe", 0.75, 1_234));
    byte[] tensor = encode(Said.tensor(41, Said.CANARY, 400_000));
    var whole = new AvroDecoder<>(registry, Prediction.class);
    Counter counter = new Counter();
    long[] offset = new long[1];
    measure("counted, two labels", 500_000, () -> count(counter, labels, offset[0]++));
    measure("glance, two labels", 500_000, () -> decoder.decode(labels));
    measure("whole record, two labels", 500_000, () -> whole.decode(labels));
    measure("glance, tensor of 400 kB", 500_000, () -> decoder.decode(tensor));
    assertThat(counter.drain()).hasSizeGreaterThan(0);
  }

  private void count(Counter counter, byte[] bytes, long offset) {
    Glance said = decoder.decode(bytes);
    counter.primary(new Glance(offset, said.by(), said.ran(), said.label(), said.score()));
  }

  private static void measure(String what, int times, Runnable run) {
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        run.run();
      }
      double micros = (System.nanoTime() - start) / 1_000.0 / times;
      System.out.printf("%s: %.2f µs%n", what, micros);
    }
  }

  private byte[] encode(Prediction prediction) {
    return Topics.PREDICTIONS
        .valueSerde(registry)
        .serializer()
        .serialize(Topics.PREDICTIONS.name(), prediction);
  }
}
