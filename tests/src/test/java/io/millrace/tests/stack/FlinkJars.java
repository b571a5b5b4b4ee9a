package io.millrace.tests.stack;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a Flink of its own needs of us, laid out as docker/assemble.sh does: native code, schemas,
 * engine and job in {@code lib}, which Flink loads once; the job's main class alone in {@code
 * usrlib}, loaded anew for each job.
 */
record FlinkJars(io.millrace.cli.cluster.FlinkJars built) {

  /** Flink's own home in its image. */
  static final String HOME = "/opt/flink/";

  /** The jars by their paths in the container. */
  Map<String, Path> layout() {
    Map<String, Path> layout = new LinkedHashMap<>();
    built.lib().forEach(jar -> layout.put(HOME + "lib/" + jar.getFileName(), jar));
    layout.put(HOME + "usrlib/millrace-job.jar", built.thin());
    return layout;
  }
}
