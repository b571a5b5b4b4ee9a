package io.millrace.engine.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which native libraries this process has mapped, and in which version: Linux says. */
final class LoadedLibraries {

  private static final Path MAPS = Path.of("/proc/self/maps");

  private LoadedLibraries() {}

  /** Version at the end of a mapped library's name: {@code libnvinfer.so.10.9.0} gives 10.9.0. */
  static Optional<String> version(String name) {
    Pattern file = Pattern.compile("/" + Pattern.quote(name) + "\\.so\\.([0-9.]+)$");
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines
          .map(file::matcher)
          .filter(matcher -> matcher.find())
          .map(matcher -> matcher.group(1))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty(); // not Linux: there is no TensorRT either
    }
  }
}
