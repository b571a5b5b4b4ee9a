package io.millrace.engine.onnx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a cached thing depends on beside the model: the processor and the GPUs of this machine. */
final class Fingerprint {

  private static final String UNKNOWN = "unknown";
  private static final Path PROC = Path.of("/proc");

  private Fingerprint() {}

  /** The instruction sets that an optimised graph may be laid out for. */
  static String processor() {
    String architecture = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    try (Stream<String> lines = Files.lines(PROC.resolve("cpuinfo"))) {
      return architecture
          + " "
          + lines
              .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
              .findFirst()
              .orElse(UNKNOWN);
    } catch (IOException e) {
      return architecture;
    }
  }

  /** Names of the NVIDIA GPUs that the driver shows this process. */
  static String gpus() {
    return gpus(PROC);
  }

  static String gpus(Path proc) {
    try (Stream<Path> gpus = Files.list(proc.resolve("driver/nvidia/gpus"))) {
      return gpus.map(gpu -> model(gpu.resolve("information")))
          .distinct()
          .sorted()
          .collect(Collectors.joining(", "));
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String model(Path information) {
    try (Stream<String> lines = Files.lines(information)) {
      return lines
          .filter(line -> line.startsWith("Model:"))
          .map(line -> line.substring("Model:".length()).strip())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** A file name that differs as soon as one of the parts does. */
  static String key(List<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
