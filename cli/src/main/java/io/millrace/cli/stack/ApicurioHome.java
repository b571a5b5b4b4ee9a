package io.millrace.cli.stack;

import io.millrace.cli.terminal.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build has unpacked the schema registry: beside the classes of this module. */
record ApicurioHome(Path directory) {

  static ApicurioHome find() {
    Path classes = ChildJvm.ownClasses();
    return new ApicurioHome(classes.resolveSibling("apicurio"));
  }

  Path runnerJar() throws IOException {
    if (Files.isDirectory(directory)) {
      try (var files = Files.newDirectoryStream(directory, "*-runner.jar")) {
        for (Path jar : files) {
          return jar;
        }
      }
    }
    throw UserError.refused(
        "the schema registry is not unpacked in %s. Build it with: mvn -DskipTests -pl cli -am package"
            .formatted(directory));
  }
}
