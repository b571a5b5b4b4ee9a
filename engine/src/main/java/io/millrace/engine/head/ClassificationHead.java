package io.millrace.engine.head;

import io.millrace.engine.model.OutputSpec;
import io.millrace.engine.model.OutputSpec.Activation;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.engine.outcome.ModelOutput.Classification;
import io.millrace.engine.outcome.ModelOutput.LabelScore;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The top k of the scores; of equal scores the lower index comes first. */
final class ClassificationHead implements OutputHead {

  private final List<String> labels;
  private final ElementType type;
  private final int topK;
  private final boolean softmax;

  /**
   * Names the classes as the spec does.
   *
   * @param output a score per class
   */
  ClassificationHead(OutputSpec spec, TensorSpec output) {
    int classes = Math.toIntExact(output.itemElements());
    type = output.type();
    labels =
        spec.labels().isEmpty()
            ? IntStream.range(0, classes).mapToObj(Integer::toString).toList()
            : spec.labels();
    topK = Math.min(spec.topK(), classes);
    softmax = spec.activation() == Activation.SOFTMAX;
  }

  @Override
  public @Nullable ModelOutput read(List<ByteBuffer> outputs, int image, OriginalImage original) {
    ByteBuffer output = outputs.get(0);
    int classes = labels.size();
    int from = image * classes;
    int[] best = new int[topK];
    int found = 0;
    for (int i = 0; i < classes; i++) {
      float score = score(output, from, i);
      if (!Float.isFinite(score)) {
        return null;
      }
      if (found < topK || score > score(output, from, best[topK - 1])) {
        int place = found < topK ? found++ : topK - 1;
        while (place > 0 && score > score(output, from, best[place - 1])) {
          best[place] = best[place - 1];
          place--;
        }
        best[place] = i;
      }
    }
    return softmax ? probabilities(output, from, best) : scores(output, from, best);
  }

  private Classification scores(ByteBuffer output, int from, int[] best) {
    LabelScore[] kept = new LabelScore[topK];
    for (int k = 0; k < topK; k++) {
      kept[k] = new LabelScore(best[k], labels.get(best[k]), score(output, from, best[k]));
    }
    return new Classification(List.of(kept));
  }

  /** In double, each exponent taken below the largest, so that none overflows. */
  private Classification probabilities(ByteBuffer output, int from, int[] best) {
    double max = score(output, from, best[0]);
    double sum = 0;
    for (int i = 0; i < labels.size(); i++) {
      sum += Math.exp(score(output, from, i) - max);
    }
    LabelScore[] kept = new LabelScore[topK];
    for (int k = 0; k < topK; k++) {
      double probability = Math.exp(score(output, from, best[k]) - max) / sum;
      kept[k] = new LabelScore(best[k], labels.get(best[k]), (float) probability);
    }
    return new Classification(List.of(kept));
  }

  private float score(ByteBuffer output, int from, int index) {
    return Numbers.at(type, output, from + index);
  }
}
