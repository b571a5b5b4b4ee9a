package io.millrace.engine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The contract of one version, from its {@code model.json}.
 *
 * @param maxBatch the most images the version takes in one run
 * @param golden examples that the version must score as written before it serves
 */
public record ModelSpec(
    VersionId id,
    String description,
    String license,
    InputSpec input,
    OutputSpec output,
    int maxBatch,
    Golden golden,
    Precision precision) {

  /**
   * Examples with known answers.
   *
   * @param tolerance the most that a score may differ from the example's
   */
  public record Golden(double tolerance, List<Example> examples) {
    public Golden {
      examples = List.copyOf(examples);
    }
  }

  /**
   * An image with its best label and score.
   *
   * @param image path below the bundle's directory
   */
  public record Example(String image, String label, double score) {}

  /**
   * The precision of the weights.
   *
   * @param type fp32, fp16 or int8
   * @param origin where that precision came from, in words
   */
  public record Precision(String type, String origin) {}

  public static ModelSpec read(Path file) throws IOException, ModelSpecException {
    return parse(Files.readAllBytes(file));
  }

  public static ModelSpec parse(byte[] json) throws ModelSpecException {
    return SpecReader.read(json);
  }
}
