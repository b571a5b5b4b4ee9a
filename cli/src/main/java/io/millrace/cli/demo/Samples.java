package io.millrace.cli.demo;

import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The images that ship with the demo's model.
 *
 * @param images in the order of labels.csv
 */
record Samples(List<Sample> images) {

  /**
   * One image.
   *
   * @param label what it shows
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, compared never
  record Sample(byte[] content, String label) {}

  /** Reads {@code labels.csv} (header {@code file,label}) and the files that it names. */
  static Samples in(Path directory) {
    try {
      List<Sample> images = new ArrayList<>();
      for (String line : Files.readAllLines(directory.resolve("labels.csv"))) {
        int comma = line.indexOf(',');
        if (comma > 0 && !line.startsWith("file,")) {
          byte[] content = Files.readAllBytes(directory.resolve(line.substring(0, comma)));
          images.add(new Sample(content, line.substring(comma + 1).strip()));
        }
      }
      return new Samples(List.copyOf(images));
    } catch (IOException e) {
      throw UserError.refused(
          "the sample images cannot be read: %s. Is this a whole checkout?"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** The n-th image; after the last comes the first again. */
  Sample get(int n) {
    return images.get(n % images.size());
  }
}
