package io.millrace.cli.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What ran the bench, and how busy it was: figures of a busy machine are worth less. */
public final class Machine {

  private static final Path CPU = Path.of("/proc/cpuinfo");

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final double loadBefore = system.getSystemLoadAverage();

  /** For the report: load averages are those of one minute, when the bench began and now. */
  public Map<String, Object> description() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("os", system.getName() + " " + system.getVersion() + " " + system.getArch());
    machine.put("cpu", processor());
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("memory_mb", system.getTotalMemorySize() >> 20);
    machine.put("heap_mb", Runtime.getRuntime().maxMemory() >> 20);
    machine.put("java", Runtime.version().toString());
    machine.put("collector", ManagementFactory.getGarbageCollectorMXBeans().get(0).getName());
    machine.put("load_before", Numbers.rounded(loadBefore));
    machine.put("load_after", Numbers.rounded(system.getSystemLoadAverage()));
    return machine;
  }

  private static String processor() {
    if (!Files.isReadable(CPU)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(CPU)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown: " + e.getMessage();
    }
  }
}
