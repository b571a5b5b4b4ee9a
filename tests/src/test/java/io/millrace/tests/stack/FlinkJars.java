package io.millrace.tests.stack;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a Flink of its own needs of us, taken from the class path of the tests and laid out as
 * docker/assemble.sh does: native code, schemas and engine in {@code lib}, which Flink loads once;
 * the job alone in {@code usrlib}, loaded anew for each job.
 *
 * @param classPath jars; a folder in place of a jar cannot be handed to Flink
 */
record FlinkJars(List<Path> classPath) {

  /** Flink's own home in its image. */
  static final String HOME = "/opt/flink/";

  private static final List<String> LIB =
      List.of(
          "schemas",
          "engine",
          "avro",
          "commons-codec",
          "commons-compress",
          "commons-io",
          "commons-lang3",
          "jackson-annotations",
          "jackson-core",
          "jackson-databind",
          "jackson-datatype-jsr310",
          "jackson-datatype-jdk8",
          "javacpp",
          "jspecify",
          "kafka-clients",
          "lz4-java",
          "onnxruntime(_gpu)?",
          "openblas",
          "opencv",
          "picocli",
          "snappy-java",
          "zstd-jni",
          "flink-connector-base",
          "flink-connector-kafka");

  /** Carries other people's classes unrelocated: Flink sorts lib by name, and this must be last. */
  private static final String LAST = "flink-sql-avro-confluent-registry";

  private static final String JOB = "flink-inference-job";

  static FlinkJars ofThisProcess() {
    String classPath = System.getProperty("java.class.path");
    return new FlinkJars(Stream.of(classPath.split(File.pathSeparator, -1)).map(Path::of).toList());
  }

  /** The jars by their paths in the container. */
  Map<String, Path> layout() {
    Map<String, Path> layout = new LinkedHashMap<>();
    for (String artifact : LIB) {
      jars(artifact).forEach(jar -> layout.put(HOME + "lib/" + jar.getFileName(), jar));
    }
    jars(LAST).forEach(jar -> layout.put(HOME + "lib/zz-" + jar.getFileName(), jar));
    jars(JOB).forEach(jar -> layout.put(HOME + "usrlib/" + jar.getFileName(), jar));
    return layout;
  }

  /** The jars of an artifact: one for each classifier. */
  private List<Path> jars(String artifact) {
    List<Path> jars =
        classPath.stream()
            .filter(path -> path.getFileName().toString().matches(artifact + "-\\d.*\\.jar"))
            .filter(Files::isRegularFile)
            .toList();
    if (jars.isEmpty()) {
      throw new AssertionError(
          "The class path has no jar of %s; run the tests with mvn verify.".formatted(artifact));
    }
    return jars;
  }
}
