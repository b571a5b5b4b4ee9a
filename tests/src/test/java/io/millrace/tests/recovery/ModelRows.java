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
  private static final int SIDE = 4;
  private static final int IMAGES = 6;

  private ModelRows() {}

  /** Its images are dead letters, everything else goes on, and no checkpoint fails for it. */
  static void hangs(Trial trial) throws IOException {
    trial.scene().serve(Path.of("src", "test", "resources", "models", LOOPING).toAbsolutePath());
    trial.awaitWhole(Trial.now());
    int failed = trial.job().checkpoints().failed();
    int restarts = trial.job().restarts();
    Instant sent = Trial.now();
    try (var publisher =
        ImagePublisher.create(
            trial.scene().stack().endpoints(), PublisherOptions.DEFAULT.asLenient())) {
      for (int n = 0; n < IMAGES; n++) {
        // Closing the publisher waits for them.
        List<?> unused =
            List.of(
                publisher.publish(Image.of("dim-" + n, grey(100)).forModel(LOOPING)),
                publisher.publish(Image.of("bright-" + n, grey(255)).forModel(LOOPING)));
      }
    }
    Scene.await("every bright image is a dead letter")
        .until(() -> timeouts(trial.evidence()) >= IMAGES);
    trial.awaitWhole(Trial.now());
    trial.note(
        "%d dead letters RUN_TIMEOUT of %d images that hang; %d s from the first image on"
            .formatted(
                timeouts(trial.evidence()),
                IMAGES,
                Duration.between(sent, Trial.now()).toSeconds()));
    assertThat(trial.job().checkpoints().failed()).as("failed checkpoints").isEqualTo(failed);
    assertThat(trial.job().restarts()).as("restarts of the job").isEqualTo(restarts);
  }

  private static long timeouts(Evidence evidence) {
    return evidence
        .deadLetters()
        .filter(letter -> letter.code().equals("RUN_TIMEOUT"))
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
