package io.millrace.cli.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory of a TaskManager, in MiB. The scripts of a Flink distribution work such figures out
 * and start the JVM with them; without those scripts both are done here. Models, the batches of the
 * engine and the native libraries' own memory come on top: no JVM option limits them.
 *
 * @param heap of tasks and engine
 * @param offHeap one fetch response of Kafka per partition (8 MiB each) and the engine's batches
 * @param network Flink's own buffers; one chain needs few
 * @param managed for state backends and sorting, of which the job uses none
 */
public record TaskManagerMemory(int heap, int offHeap, int network, int managed) {
  /** Enough for four partitions of large images and models of a few hundred MiB. */
  public static final TaskManagerMemory DEFAULT = new TaskManagerMemory(384, 256, 32, 8);

  private static final int FRAMEWORK_HEAP = 128;
  private static final int FRAMEWORK_OFF_HEAP = 128;
  private static final int METASPACE = 256;
  private static final int OVERHEAD = 192;

  Map<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP + "m");
    settings.put("taskmanager.memory.framework.off-heap.size", FRAMEWORK_OFF_HEAP + "m");
    settings.put("taskmanager.memory.task.heap.size", heap + "m");
    settings.put("taskmanager.memory.task.off-heap.size", offHeap + "m");
    settings.put("taskmanager.memory.network.min", network + "m");
    settings.put("taskmanager.memory.network.max", network + "m");
    settings.put("taskmanager.memory.managed.size", managed + "m");
    settings.put("taskmanager.memory.jvm-metaspace.size", METASPACE + "m");
    settings.put("taskmanager.memory.jvm-overhead.min", OVERHEAD + "m");
    settings.put("taskmanager.memory.jvm-overhead.max", OVERHEAD + "m");
    return settings;
  }

  List<String> jvmOptions() {
    return List.of(
        "-Xmx" + (FRAMEWORK_HEAP + heap) + "m",
        "-XX:MaxDirectMemorySize=" + (FRAMEWORK_OFF_HEAP + offHeap + network) + "m",
        "-XX:MaxMetaspaceSize=" + METASPACE + "m");
  }
}
