package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.LoadOutcome.Ready;
import io.millrace.engine.model.InputSpec;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpec.Example;
import io.millrace.engine.onnx.OnnxRuntime;
import io.millrace.engine.onnx.OnnxSessionFactory;
import io.millrace.engine.outcome.FailureCode;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.ModelOutput.LabelScore;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Outcome.Scored;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is the model's input already is scored as the image that it was made of. */
class TensorInputTest {

  private final Semaphore progress = new Semaphore(0);
  private ModelBundle bundle;
  private ModelHost host;
  private Caller caller;

  @BeforeEach
  void load() throws Exception {
    bundle = ModelBundle.read(Path.of("../models/fashion-mnist/2"));
    host =
        ModelHost.start(
            HostOptions.defaults().withWorkers(2),
            new OnnxSessionFactory(OnnxRuntime.load()),
            EngineRecorder.NONE);
    assertThat(host.load(bundle)).isInstanceOf(Ready.class);
    caller = host.newCaller(progress::release);
  }

  @AfterEach
  void close() {
    caller.close();
    host.close();
  }

  @Test
  void aTensorIsScoredAsItsImage() throws Exception {
    List<Example> examples = bundle.spec().golden().examples();
    List<Ticket> tickets = new ArrayList<>();
    for (Example example : examples) {
      tickets.add(submitted(tensor(bundle.directory().resolve(example.image()))));
    }
    caller.flush(CloseReason.END_OF_INPUT);
    FashionMnistTest.awaitNoneInFlight(caller, progress);

    for (int i = 0; i < examples.size(); i++) {
      Scored scored = (Scored) tickets.get(i).outcome();
      LabelScore best = ((Classification) scored.output()).labels().get(0);
      assertThat(best.label()).isEqualTo(examples.get(i).label());
      assertThat((double) best.score()).isCloseTo(examples.get(i).score(), within(1e-4));
    }
  }

  @Test
  void aTensorOfAnotherSizeFailsAlone() throws Exception {
    Ticket tooShort = submitted(ByteBuffer.allocate(28 * 28 * 4 - 1));
    Example example = bundle.spec().golden().examples().get(0);
    Ticket good = submitted(tensor(bundle.directory().resolve(example.image())));
    caller.flush(CloseReason.END_OF_INPUT);
    FashionMnistTest.awaitNoneInFlight(caller, progress);

    Failed failed = (Failed) tooShort.outcome();
    assertThat(failed.code()).isEqualTo(FailureCode.WRONG_SHAPE);
    assertThat(failed.message()).contains("3135 bytes").contains("3136");
    assertThat(good.outcome()).isInstanceOf(Scored.class);
  }

  private Ticket submitted(ByteBuffer tensor) {
    return Objects.requireNonNull(caller.submitTensor(tensor, bundle.id()));
  }

  private ByteBuffer tensor(Path image) throws IOException {
    InputSpec input = bundle.spec().input();
    BufferedImage picture = ImageIO.read(image.toFile());
    ByteBuffer tensor = ByteBuffer.allocate(input.imageBytes()).order(ByteOrder.nativeOrder());
    for (int y = 0; y < input.height(); y++) {
      for (int x = 0; x < input.width(); x++) {
        int grey = picture.getRaster().getSample(x, y, 0);
        double value = (grey * input.scale() - input.mean().get(0)) / input.std().get(0);
        tensor.putFloat((float) value);
      }
    }
    return tensor.flip();
  }
}
