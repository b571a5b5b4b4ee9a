package io.millrace.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.Image;
import io.millrace.ingest.ImagePublisher;
import io.millrace.ingest.PublisherOptions;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Outcome;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.imageio.ImageIO;

/** A model that goes wrong while it serves. */
final class ModelRows {

  private static final String LOOPING = "looping";
  private static final String CRASHING = "crashing";

  /** What an image may cost that crashes native code. */
  private static final int MOST_DEATHS = 3;

  private static final int SIDE = 4;
  private static final int IMAGES = 6;

  private ModelRows() {}

  /** After two processes have died of it an image is put aside, and the job goes on. */
  static void crashes(Trial trial) throws Exception {
    trial.scene().serve(models(CRASHING));
    for (int n = 1; n <= trial.times(2, 5); n++) {
      int poisons = n;
      int before = NativeRows.crashReports(trial);
      trial.strike(
          "an image on which native code crashes",
          List.of(),
          () -> {
            publish(trial, CRASHING, 1);
            Scene.await("it is put aside")
                .until(
                    () -> {
                      startTheDead(trial);
                      return letters(trial.evidence(), "NATIVE_CRASH") >= poisons;
                    });
          });
      int deaths = NativeRows.crashReports(trial) - before;
      trial.note("%d processes died of it".formatted(deaths));
      assertThat(deaths).as("restarts for one image").isBetween(2, MOST_DEATHS);
      assertThat(letters(trial.evidence(), "NATIVE_CRASH")).as("put aside").isEqualTo(poisons);
    }
  }

  private static void startTheDead(Trial trial) {
    trial.taskManagers().stream()
        .filter(member -> !member.isAlive())
        .forEach(member -> member.start());
  }

  private static Path models(String name) {
    return Path.of("src", "test", "resources", "models", name).toAbsolutePath();
  }

  /** Its images are dead letters, everything else goes on, and no checkpoint fails for it. */
  static void hangs(Trial trial) throws IOException {
    trial.scene().serve(models(LOOPING));
    trial.awaitWhole(Trial.now());
    int failed = trial.job().checkpoints().failed();
    int restarts = trial.job().restarts();
    Instant sent = Trial.now();
    publish(trial, LOOPING, IMAGES);
    Scene.await("every bright image is a dead letter")
        .until(() -> letters(trial.evidence(), "RUN_TIMEOUT") >= IMAGES);
    trial.awaitWhole(Trial.now());
    trial.note(
        "%d dead letters RUN_TIMEOUT of %d images that hang; %d s from the first image on"
            .formatted(
                letters(trial.evidence(), "RUN_TIMEOUT"),
                IMAGES,
                Duration.between(sent, Trial.now()).toSeconds()));
    assertThat(trial.job().checkpoints().failed()).as("failed checkpoints").isEqualTo(failed);
    assertThat(trial.job().restarts()).as("restarts of the job").isEqualTo(restarts);
  }

  /** Pairs of a harmless image and a white one. */
  private static void publish(Trial trial, String model, int pairs) throws IOException {
    try (var publisher =
        ImagePublisher.create(
            trial.scene().stack().endpoints(), PublisherOptions.DEFAULT.asLenient())) {
      for (int n = 0; n < pairs; n++) {
        // Closing the publisher waits for them.
        List<?> unused =
            List.of(
                publisher.publish(Image.of("dim-" + n, grey(100)).forModel(model)),
                publisher.publish(Image.of("bright-" + n, grey(255)).forModel(model)));
      }
    }
  }

  private static long letters(Evidence evidence, String code) {
    return evidence
        .deadLetters()
        .filter(letter -> letter.code().equals(code))
        .map(Outcome.DeadLettered::origin)
        .distinct()
        .count();
  }

  private static byte[] grey(int value) throws IOException {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int n = 0; n < SIDE * SIDE; n++) {
      image.getRaster().setSample(n % SIDE, n / SIDE, 0, value);
    }
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
