package io.millrace.cli.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.avro.Arm;
import io.millrace.avro.Box;
import io.millrace.avro.Classification;
import io.millrace.avro.CloseReason;
import io.millrace.avro.Detections;
import io.millrace.avro.LabelScore;
import io.millrace.avro.Origin;
import io.millrace.avro.Prediction;
import io.millrace.avro.Tensor;
import io.millrace.avro.Tensors;
import io.millrace.avro.Timing;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PredictionOutputTest {

  private static final Classification CLASSIFICATION =
      new Classification(
          List.of(new LabelScore(8, "Bag", 0.75f), new LabelScore(3, "Dress", 0.25f)));
  private static final Detections DETECTIONS =
      new Detections(List.of(new Box(1f, 2f, 3f, 4f, 0, "cat", 0.5f)));

  @Test
  void lineNamesSourceOriginVersionLabelsAndTime() {
    assertThat(PredictionText.line(prediction(CLASSIFICATION)))
        .isEqualTo(
            "camera-1  2/41  fashion-mnist:7  Bag 0.750, Dress 0.250"
                + "  (1.5 ms in the engine, batch of 4)");
  }

  @Test
  void lineOfADetectionNamesItsBoxes() {
    assertThat(PredictionText.line(prediction(DETECTIONS))).contains("[cat 0.500 at 1,2 size 3x4]");
  }

  @Test
  void jsonIsOneLineWithTheNamesOfTheSchema() throws Exception {
    String line = new PredictionJson().line(prediction(CLASSIFICATION));

    assertThat(line).doesNotContain("\n");
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.at("/origin/offset").asLong()).isEqualTo(41);
    assertThat(json.at("/labels/0/label").asText()).isEqualTo("Bag");
    assertThat(json.at("/timing/closeReason").asText()).isEqualTo("IDLE");
  }

  @Test
  void jsonOfATensorHoldsItsOwnBytesAndNoOthers() throws Exception {
    ByteBuffer slice = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2).slice();
    var tensors = new Tensors(List.of(new Tensor("embedding", List.of(2L), "UINT8", slice)));

    JsonNode json = new ObjectMapper().readTree(new PredictionJson().line(prediction(tensors)));

    assertThat(json.at("/tensors/0/data").binaryValue()).containsExactly(1, 2);
    assertThat(json.at("/tensors/0/shape/0").asLong()).isEqualTo(2);
  }

  @Test
  void jsonOfADetectionHoldsItsBoxes() throws Exception {
    JsonNode json = new ObjectMapper().readTree(new PredictionJson().line(prediction(DETECTIONS)));

    assertThat(json.at("/boxes/0/label").asText()).isEqualTo("cat");
    assertThat(json.at("/boxes/0/width").asInt()).isEqualTo(3);
  }

  private static Prediction prediction(Object result) {
    return new Prediction(
        new UUID(0, 1),
        "camera-1",
        Instant.EPOCH,
        new Origin(2, 41L),
        "fashion-mnist",
        7L,
        "ab".repeat(32),
        3L,
        Arm.STABLE,
        result,
        new Timing(200L, 300L, 400L, 600L, 4, CloseReason.IDLE),
        "cpu",
        "fp32",
        List.of());
  }
}
