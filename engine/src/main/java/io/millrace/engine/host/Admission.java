package io.millrace.engine.host;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Which versions a host has room and time for.
 *
 * @param maxModelBytes largest model.onnx
 * @param maxMemoryBytes what all loaded versions together may take, by estimate
 * @param deadline how long a load may take; then the version is refused
 */
public record Admission(long maxModelBytes, long maxMemoryBytes, Duration deadline) {

  private static final long LEAST_MEMORY = 256L << 20;

  public Admission {
    if (maxModelBytes < 1 || maxMemoryBytes < 1 || deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "admission: each must be above 0: model %d bytes, memory %d bytes, deadline %s"
              .formatted(maxModelBytes, maxMemoryBytes, deadline));
    }
  }

  /** Up to 2 GiB a model, the memory of the machine (or container) that the heap leaves, 60 s. */
  public static Admission defaults() {
    return new Admission(Integer.MAX_VALUE, besidesHeap(), Duration.ofSeconds(60));
  }

  private static long besidesHeap() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
      long rest = machine.getTotalMemorySize() - Runtime.getRuntime().maxMemory();
      return Math.max(LEAST_MEMORY, rest);
    }
    return Long.MAX_VALUE;
  }

  public Admission withMaxModelBytes(long bytes) {
    return new Admission(bytes, maxMemoryBytes, deadline);
  }

  public Admission withMaxMemoryBytes(long bytes) {
    return new Admission(maxModelBytes, bytes, deadline);
  }

  public Admission withDeadline(Duration time) {
    return new Admission(maxModelBytes, maxMemoryBytes, time);
  }

  /** Lets a version in, or says which bound it breaks; returns what it needs. */
  long admit(long modelBytes, long neededBytes, long usedBytes) throws SessionException {
    if (modelBytes > maxModelBytes) {
      throw new SessionException(
          RejectCode.LIMIT,
          "model.onnx has %d bytes and this host takes %d".formatted(modelBytes, maxModelBytes));
    }
    if (neededBytes > maxMemoryBytes - usedBytes) {
      throw new SessionException(
          RejectCode.LIMIT,
          "it needs about %d bytes of memory, %d of %d are taken by other versions"
              .formatted(neededBytes, usedBytes, maxMemoryBytes));
    }
    return neededBytes;
  }
}
