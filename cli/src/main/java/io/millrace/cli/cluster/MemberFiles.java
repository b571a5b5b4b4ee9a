package io.millrace.cli.cluster;

import io.millrace.cli.stack.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the files of a member lie.
 *
 * @param name of the member
 * @param directory of its own: a lock, and {@code tmp}
 * @param logs shared with the other members
 */
record MemberFiles(String name, Path directory, Path logs) {

  /** What its libraries log. */
  Path log() {
    return logs.resolve(name + ".log");
  }

  /** What it prints. */
  Path output() {
    return logs.resolve(name + ".out");
  }

  /**
   * Makes the folders, and empties {@code tmp}: a killed process leaves unpacked native libraries
   * and model files there.
   */
  void prepare() throws IOException {
    Files.createDirectories(logs);
    Files.createDirectories(temporary());
    try (Stream<Path> tree = Files.walk(temporary())) {
      for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
        if (!entry.equals(temporary())) {
          Files.delete(entry);
        }
      }
    }
  }

  ChildJvm.Program program(Member.Launch launch, List<String> extraJvmOptions) {
    List<String> options = new ArrayList<>(launch.jvmOptions());
    options.add("-Djava.io.tmpdir=" + temporary());
    options.add("-XX:ErrorFile=" + logs.resolve(name + ".hs_err_%p.log"));
    options.add("-XX:+ExitOnOutOfMemoryError");
    // The file of that name in this module; others may lie on the class path of tests.
    options.add("-Dlogback.configurationFile=logback.xml");
    options.add("-Dmillrace.log.target=file");
    options.add("-Dmillrace.log.file=" + log());
    options.addAll(extraJvmOptions);
    return new ChildJvm.Program(
        launch.classPath(),
        launch.mainClass(),
        launch.arguments(),
        options,
        directory.resolve("lock"),
        output());
  }

  private Path temporary() {
    return directory.resolve("tmp");
  }
}
