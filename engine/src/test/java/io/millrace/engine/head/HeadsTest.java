package io.millrace.engine.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.engine.model.OutputSpec;
import io.millrace.engine.model.OutputSpec.Activation;
import io.millrace.engine.model.OutputSpec.Kind;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.ModelOutput.LabelScore;
import io.millrace.engine.outcome.ModelOutput.NamedTensor;
import io.millrace.engine.outcome.ModelOutput.Tensors;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HeadsTest {

  private static final OriginalImage ORIGINAL = new OriginalImage(1, 1, 1);

  @Test
  void softmaxGivesTheTopKBestFirst() {
    OutputHead head = classification(Activation.SOFTMAX, 2, List.of("a", "b", "c"));
    ByteBuffer output = floats(9, 9, 9, 1, 3, 2);

    Classification read = (Classification) read(head, output, 1);

    assertThat(read.labels()).extracting(LabelScore::label).containsExactly("b", "c");
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
    assertThat(read.labels().get(0).score()).isCloseTo((float) (Math.exp(3) / sum), within(1e-6f));
    assertThat(read.labels().get(1).index()).isEqualTo(2);
  }

  @Test
  void largeScoresDoNotOverflow() {
    OutputHead head = classification(Activation.SOFTMAX, 1, List.of("a", "b"));

    Classification read = (Classification) read(head, floats(3e38f, -3e38f), 0);

    assertThat(read.labels()).containsExactly(new LabelScore(0, "a", 1));
  }

  @Test
  void ofEqualScoresTheLowerIndexComesFirst() {
    OutputHead head = classification(Activation.NONE, 3, List.of());

    Classification read = (Classification) read(head, floats(1, 5, 5, 5, 0), 0);

    assertThat(read.labels())
        .containsExactly(
            new LabelScore(1, "1", 5), new LabelScore(2, "2", 5), new LabelScore(3, "3", 5));
  }

  @Test
  void whatIsNotFiniteIsNoResult() {
    OutputHead scores = classification(Activation.SOFTMAX, 1, List.of("a", "b"));
    OutputHead tensor =
        new TensorHead(List.of(new TensorSpec("e", ElementType.FP32, List.of(-1L, 2L))));

    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertThat(scores.read(List.of(floats(1, bad)), 0, ORIGINAL)).isNull();
      assertThat(tensor.read(List.of(floats(1, bad)), 0, ORIGINAL)).isNull();
    }
  }

  @Test
  void aTensorIsTheImagesPartLittleEndian() {
    OutputHead head =
        new TensorHead(List.of(new TensorSpec("e", ElementType.FP32, List.of(-1L, 2L))));

    Tensors read = (Tensors) read(head, floats(1, 2, 3, 4), 1);

    NamedTensor tensor = read.tensors().get(0);
    assertThat(tensor.name()).isEqualTo("e");
    assertThat(tensor.shape()).containsExactly(2L);
    assertThat(tensor.datatype()).isEqualTo("FP32");
    ByteBuffer data = tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    assertThat(data.getFloat()).isEqualTo(3);
    assertThat(data.getFloat()).isEqualTo(4);
    assertThat(data.hasRemaining()).isFalse();
  }

  private static ModelOutput read(OutputHead head, ByteBuffer output, int image) {
    return Objects.requireNonNull(head.read(List.of(output), image, ORIGINAL));
  }

  private static OutputHead classification(Activation activation, int topK, List<String> labels) {
    OutputSpec spec =
        new OutputSpec(Kind.CLASSIFICATION, List.of("y"), activation, topK, labels, null);
    long classes = labels.isEmpty() ? 5 : labels.size();
    return new ClassificationHead(
        spec, new TensorSpec("y", ElementType.FP32, List.of(-1L, classes)));
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(values.length * 4).order(ByteOrder.nativeOrder());
    buffer.asFloatBuffer().put(values);
    return buffer;
  }
}
