package io.millrace.tests.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The model that ships with Millrace: its versions and its sample images.
 *
 * @param directory {@code models/fashion-mnist}
 * @param samples in the order of labels.csv
 */
public record FashionMnist(Path directory, List<Sample> samples) {

  /** Its name. */
  public static final String MODEL = "fashion-mnist";

  /**
   * A good image.
   *
   * @param file its name in the folder of the samples
   */
  @SuppressWarnings("ArrayRecordComponent") // read only, compared never
  public record Sample(String file, byte[] content) {}

  /** Reads the samples; Maven runs tests in the folder of their module. */
  public static FashionMnist read() {
    Path directory = Path.of("..", "models", MODEL).toAbsolutePath().normalize();
    Path samples = directory.resolve("samples");
    try {
      return new FashionMnist(
          directory,
          Files.readAllLines(samples.resolve("labels.csv")).stream()
              .skip(1)
              .map(line -> line.substring(0, line.indexOf(',')))
              .map(file -> new Sample(file, bytes(samples.resolve(file))))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The n-th image; after the last comes the first again. */
  public byte[] image(int n) {
    return samples.get(n % samples.size()).content();
  }

  /** What the versions say of the samples, computed by ONNX Runtime's Python. */
  public GoldenOutputs golden() {
    return GoldenOutputs.of(this);
  }

  /** SHA-256 of the file of a version, in hexadecimal. */
  public String digest(long version) {
    try {
      byte[] model = bytes(directory.resolve(String.valueOf(version)).resolve("model.onnx"));
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256.", e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
