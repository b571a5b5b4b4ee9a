package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.image.TestImages;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.Outcome;
import io.millrace.engine.outcome.Outcome.Scored;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However a picture is coded, the model says the same of it, and what is doubtful is flagged. */
class SamePictureTest {

  private static final Path MODEL = Path.of("../models/fashion-mnist/1");
  private static final int APP1 = 0xE1;

  private final Semaphore progress = new Semaphore(0);
  private final ModelHost host =
      ModelHost.start(
          HostOptions.defaults().withWorkers(1),
          new OnnxSessionFactory(OnnxRuntime.load()),
          EngineRecorder.NONE);
  private final Caller caller = host.newCaller(progress::release);
  private ModelBundle bundle;
  private BufferedImage boot;

  @BeforeEach
  void load() throws Exception {
    bundle = ModelBundle.read(MODEL);
    assertThat(host.load(bundle)).isInstanceOf(Ready.class);
    boot = ImageIO.read(MODEL.resolve("golden/ankle-boot.png").toFile());
  }

  @AfterEach
  void close() {
    caller.close();
    host.close();
  }

  @Test
  void i12AProgressiveJpegHasTheLabelOfABaselineOne() throws Exception {
    assertThat(label(TestImages.jpeg(boot))).isEqualTo("Ankle boot");
    assertThat(label(TestImages.progressiveJpeg(boot))).isEqualTo("Ankle boot");
  }

  @Test
  void i23ThePictureHasItsLabelHoweverItIsTurned() throws Exception {
    for (int orientation = 0; orientation <= 8; orientation++) {
      byte[] jpeg = TestImages.jpeg(stored(boot, orientation));
      byte[] turned = TestImages.withSegment(jpeg, APP1, TestImages.exif(orientation));

      assertThat(label(turned)).as("orientation %d", orientation).isEqualTo("Ankle boot");
    }
  }

  @Test
  void damageInsideAJpegReachesThePredictionAsAFlag() throws Exception {
    byte[] jpeg = TestImages.jpeg(boot);
    byte[] longer = Arrays.copyOf(jpeg, jpeg.length + 1);
    longer[jpeg.length - 2] = 0x55;
    longer[jpeg.length - 1] = -1;
    longer = Arrays.copyOf(longer, longer.length + 1);
    longer[jpeg.length] = (byte) 0xD9;

    assertThat(score(jpeg).flags()).isEmpty();
    assertThat(score(longer).flags()).containsExactly(Outcome.POSSIBLY_DAMAGED);
  }

  private String label(byte[] image) throws InterruptedException {
    return ((Classification) score(image).output()).labels().get(0).label();
  }

  private Scored score(byte[] image) throws InterruptedException {
    Ticket ticket =
        Objects.requireNonNull(caller.submit(ByteBuffer.wrap(image), null, bundle.id()));
    caller.flush(CloseReason.END_OF_INPUT);
    FashionMnistTest.awaitNoneInFlight(caller, progress);
    return (Scored) ticket.outcome();
  }

  /** The pixels as a camera in that position stores them. */
  private static BufferedImage stored(BufferedImage upright, int orientation) {
    int last = upright.getWidth() - 1;
    BufferedImage stored = new BufferedImage(last + 1, last + 1, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y <= last; y++) {
      for (int x = 0; x <= last; x++) {
        int sample = upright.getRaster().getSample(x, y, 0);
        boolean sides = orientation >= 5;
        boolean left = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean down = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int column = sides ? y : x;
        int row = sides ? x : y;
        stored
            .getRaster()
            .setSample(left ? last - column : column, down ? last - row : row, 0, sample);
      }
    }
    return stored;
  }
}
