package io.millrace.tests.recovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process holds.
 *
 * @param residentKib memory, of which direct buffers and native libraries are a part
 * @param files open file descriptors
 */
record Footprint(long residentKib, long metaspaceKib, long files) {

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern METASPACE = Pattern.compile("Metaspace\\s+used (\\d+)K");

  static Footprint of(long pid) throws IOException {
    Path process = Path.of("/proc", "" + pid);
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return new Footprint(
          number(RESIDENT, Files.readString(process.resolve("status"))),
          number(METASPACE, heapInfo(pid)),
          files.count());
    }
  }

  private static String heapInfo(long pid) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process asked = new ProcessBuilder(jcmd, "" + pid, "GC.heap_info").start();
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no %s in %s".formatted(pattern, text));
    }
    return Long.parseLong(matcher.group(1));
  }

  Footprint minus(Footprint other) {
    return new Footprint(
        residentKib - other.residentKib, metaspaceKib - other.metaspaceKib, files - other.files);
  }

  @Override
  public String toString() {
    return "%d KiB, metaspace %d KiB, %d files".formatted(residentKib, metaspaceKib, files);
  }
}
