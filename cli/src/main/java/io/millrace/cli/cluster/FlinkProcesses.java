package io.millrace.cli.cluster;

import io.millrace.cli.cluster.Member.Launch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the processes of a Flink cluster are started, as the scripts of a distribution would.
 *
 * @param conf the folder of {@code config.yaml}
 */
record FlinkProcesses(Path conf, FlinkJars jars, FlinkOptions options) {

  private static final String ENTRY_POINT =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  private static final String RUNNER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";

  /**
   * What Flink reaches into by reflection, as its own default configuration has it. Without
   * java.util no job can be submitted over REST.
   */
  private static final List<String> OPEN =
      Stream.of(
              "java.lang",
              "java.net",
              "java.io",
              "java.nio",
              "sun.nio.ch",
              "java.lang.reflect",
              "java.text",
              "java.time",
              "java.util",
              "java.util.concurrent",
              "java.util.concurrent.atomic",
              "java.util.concurrent.locks")
          .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
          .toList();

  Launch jobManager() {
    List<String> jvm = new ArrayList<>(OPEN);
    // Nothing here runs hot; what counts is that it is up soon.
    jvm.addAll(List.of("-Xmx448m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    return new Launch(classPath(), ENTRY_POINT, List.of("--configDir", conf.toString()), jvm);
  }

  Launch taskManager(String name, int start) {
    List<String> jvm = new ArrayList<>(OPEN);
    jvm.addAll(options.memory().jvmOptions());
    List<String> arguments =
        List.of(
            "--configDir",
            conf.toString(),
            "-D",
            "taskmanager.resource-id=" + resourceId(name, start));
    return new Launch(classPath(), RUNNER, arguments, jvm);
  }

  /**
   * By which Flink tells TaskManagers apart. Each start has a new one, as each container would:
   * with the same, a new start would tell Flink at once that the old one is lost.
   */
  static String resourceId(String name, int start) {
    return name + "." + start;
  }

  private List<Path> classPath() {
    return Stream.concat(options.libraries().stream(), jars.flink().stream()).toList();
  }
}
