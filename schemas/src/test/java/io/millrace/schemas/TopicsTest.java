package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.avro.HostStatus;
import io.millrace.avro.ImageEvent;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.Prediction;
import io.millrace.avro.PredictionStats;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {

  private static final Map<String, Class<?>> VALUES =
      Map.of(
          "images", ImageEvent.class,
          "predictions", Prediction.class,
          "shadow-predictions", Prediction.class,
          "prediction-stats", PredictionStats.class,
          "image-dead-letters", byte[].class,
          "model-commands", ModelCommand.class,
          "model-registry", ModelState.class,
          "model-events", ModelEvent.class,
          "model-artifacts", byte[].class,
          "model-status", HostStatus.class);

  @ParameterizedTest
  @CsvSource({
    "images, DELETE, true",
    "predictions, DELETE, true",
    "shadow-predictions, DELETE, true",
    "prediction-stats, DELETE, true",
    "image-dead-letters, DELETE, true",
    "model-commands, DELETE, false",
    "model-registry, COMPACT, false",
    "model-events, DELETE, false",
    "model-artifacts, COMPACT, false",
    "model-status, COMPACT, false"
  })
  void tableOfTheDesignHolds(String name, Topic.Cleanup cleanup, boolean partitioned) {
    Topic<?> topic = topic(name);

    assertThat(topic.cleanup()).isEqualTo(cleanup);
    assertThat(topic.partitioned()).isEqualTo(partitioned);
    assertThat(topic.valueType()).isEqualTo(VALUES.get(name));
    assertThat(topic.subject()).isEqualTo(name + "-value");
  }

  @Test
  void namesAreUniqueAndNoneIsMissing() {
    assertThat(Topics.ALL)
        .extracting(Topic::name)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(VALUES.keySet());
  }

  @Test
  void commandsAndEventsAreKeptForAYearWhateverTheirSize() {
    for (Topic<?> topic : new Topic<?>[] {Topics.MODEL_COMMANDS, Topics.MODEL_EVENTS}) {
      assertThat(topic.settings())
          .containsEntry("retention.ms", "31536000000")
          .containsEntry("retention.bytes", "-1");
    }
  }

  @Test
  void largestInlineImageAndItsHeadersFitARecordAndItsDeadLetter() {
    int images = Integer.parseInt(Topics.IMAGES.settings().getOrDefault("max.message.bytes", "0"));
    int letters =
        Integer.parseInt(
            Topics.IMAGE_DEAD_LETTERS.settings().getOrDefault("max.message.bytes", "0"));

    assertThat(images).isGreaterThan(Topics.MAX_INLINE_IMAGE_BYTES + 100_000);
    assertThat(letters).isGreaterThan(images + 100_000);
  }

  private static Topic<?> topic(String name) {
    return Topics.ALL.stream().filter(topic -> topic.name().equals(name)).findFirst().orElseThrow();
  }
}
