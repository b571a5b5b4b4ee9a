package io.millrace.tests.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.avro.Classification;
import io.millrace.avro.ImageEvent;
import io.millrace.avro.LabelScore;
import io.millrace.avro.Prediction;
import io.millrace.tests.oracle.Reference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each version says of each sample, as ONNX Runtime's Python computed it.
 *
 * @param files name of the file of each image
 * @param labels label of each index
 * @param probabilities by version, then by file
 */
public record GoldenOutputs(
    Map<ByteBuffer, String> files,
    List<String> labels,
    Map<Long, Map<String, double[]>> probabilities)
    implements Reference {

  private static final double TOLERANCE = 1e-4;
  private static final int TOP = 3;

  static GoldenOutputs of(FashionMnist model) {
    Map<ByteBuffer, String> files = new HashMap<>();
    model.samples().forEach(each -> files.put(ByteBuffer.wrap(each.content()), each.file()));
    try {
      Path golden = model.directory().resolve("golden-outputs");
      return new GoldenOutputs(
          files,
          labels(model.directory().resolve("1/model.json")),
          Map.of(1L, rows(golden.resolve("1.csv")), 2L, rows(golden.resolve("2.csv"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> labels(Path manifest) throws IOException {
    List<String> labels = new ArrayList<>();
    for (JsonNode label : new ObjectMapper().readTree(manifest.toFile()).at("/output/labels")) {
      labels.add(label.asText());
    }
    return labels;
  }

  /** {@code file,label,p0,p1,...} below one line of headings. */
  private static Map<String, double[]> rows(Path csv) throws IOException {
    Map<String, double[]> rows = new HashMap<>();
    for (String line : Files.readAllLines(csv).stream().skip(1).toList()) {
      List<String> cells = Arrays.asList(line.split(",", -1));
      rows.put(cells.get(0), cells.stream().skip(2).mapToDouble(Double::parseDouble).toArray());
    }
    return rows;
  }

  @Override
  public boolean knows(ImageEvent image) {
    return image.getContent() instanceof ByteBuffer content && files.containsKey(content);
  }

  @Override
  public Optional<String> complaint(ImageEvent image, Prediction prediction) {
    String file = image.getContent() instanceof ByteBuffer content ? files.get(content) : null;
    var version = probabilities.getOrDefault(prediction.getVersion(), Map.of());
    double[] expected = file == null ? null : version.get(file);
    if (expected == null) {
      return Optional.of("nothing is known of it under version " + prediction.getVersion());
    }
    return prediction.getResult() instanceof Classification said
        ? complaint(said.getLabels(), expected)
        : Optional.of("it is no classification");
  }

  private Optional<String> complaint(List<LabelScore> said, double[] expected) {
    double[] best = Arrays.stream(expected).sorted().toArray();
    if (said.size() != TOP) {
      return Optional.of("%d labels and not %d".formatted(said.size(), TOP));
    }
    for (int rank = 0; rank < TOP; rank++) {
      LabelScore score = said.get(rank);
      double ofIndex = expected[score.getIndex()];
      double ofRank = best[best.length - 1 - rank];
      if (!score.getLabel().equals(labels.get(score.getIndex()))
          || differ(score.getScore(), ofIndex)
          || differ(score.getScore(), ofRank)) {
        return Optional.of("%s, and golden is %s".formatted(said, Arrays.toString(expected)));
      }
    }
    return Optional.empty();
  }

  private static boolean differ(double score, double golden) {
    return !(Math.abs(score - golden) <= TOLERANCE);
  }
}
