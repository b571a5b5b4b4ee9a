package io.millrace.cli.cluster;

import io.millrace.cli.stack.ChildJvm;
import io.millrace.cli.terminal.UserError;
import io.millrace.job.InferenceJob;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jars of a Flink cluster, where the build has put them.
 *
 * @param flink what a Flink process is made of: what a distribution has in {@code lib/}
 * @param lib what goes to {@code lib/} besides, loaded once per process; in the order in which it
 *     is to be searched
 * @param thin the job jar for a cluster that has {@code lib}
 * @param fat the job jar for a cluster that has not
 */
public record FlinkJars(List<Path> flink, List<Path> lib, Path thin, Path fat) {

  private static final String REMEDY = "Build it with: mvn -DskipTests -pl cli -am package";

  /**
   * Those of this build.
   *
   * @throws UserError if something is not built
   */
  public static FlinkJars find() {
    Path flink = ChildJvm.ownClasses().resolveSibling("flink.classpath");
    Path job = ChildJvm.home(InferenceJob.class).resolveSibling("flink");
    try {
      return new FlinkJars(
          split(Files.readString(flink).strip()),
          jars(job.resolve("lib")),
          one(job, "-thin.jar"),
          one(job, "-fat.jar"));
    } catch (IOException e) {
      throw UserError.refused(
          "the jars of a Flink cluster are not in %s and %s. %s".formatted(flink, job, REMEDY), e);
    }
  }

  /** The class path of this process. */
  static List<Path> ownClassPath() {
    return split(System.getProperty("java.class.path"));
  }

  private static List<Path> split(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator, -1)).map(Path::of).toList();
  }

  private static Path one(Path folder, String ending) throws IOException {
    return jars(folder).stream()
        .filter(jar -> jar.toString().endsWith(ending))
        .findFirst()
        .orElseThrow(
            () -> UserError.refused("%s has no jar *%s. %s".formatted(folder, ending, REMEDY)));
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }
}
