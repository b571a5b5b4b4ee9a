package io.millrace.engine.session;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where models shall run, as it is written in options: {@code cpu}, {@code cuda}, {@code cuda:1},
 * {@code tensorrt:0}, {@code auto}.
 *
 * @param device number of the GPU; 0 where there is no choice
 */
public record Provider(Kind kind, int device) implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Pattern WRITTEN = Pattern.compile("(cpu|auto|(cuda|tensorrt)(:\\d{1,3})?)");

  public static final Provider CPU = new Provider(Kind.CPU, 0);
  public static final Provider AUTO = new Provider(Kind.AUTO, 0);

  /** What executes the model's operators. */
  public enum Kind {
    CPU,
    CUDA,
    /** Operators that TensorRT does not know run on CUDA. */
    TENSORRT,
    /** The first GPU through CUDA where there is one that works, else the CPU. */
    AUTO
  }

  public Provider {
    if (device < 0 || (device > 0 && (kind == Kind.CPU || kind == Kind.AUTO))) {
      throw new IllegalArgumentException(kind + " has no device " + device);
    }
  }

  /**
   * Reads a provider as options spell it.
   *
   * @throws IllegalArgumentException that says how it is spelled
   */
  public static Provider parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no provider; write cpu, cuda, cuda:N, tensorrt, tensorrt:N or auto, where N is the number of the GPU"
              .formatted(text));
    }
    String number = matcher.group(3);
    int device = number == null ? 0 : Integer.parseInt(number.substring(1));
    String name = matcher.group(2) == null ? matcher.group(1) : matcher.group(2);
    return switch (name) {
      case "cpu" -> CPU;
      case "auto" -> AUTO;
      case "cuda" -> new Provider(Kind.CUDA, device);
      default -> new Provider(Kind.TENSORRT, device);
    };
  }

  public boolean isGpu() {
    return kind == Kind.CUDA || kind == Kind.TENSORRT;
  }

  /** As predictions name it: {@code cpu}, {@code cuda:0}. */
  @Override
  public String toString() {
    return switch (kind) {
      case CPU -> "cpu";
      case AUTO -> "auto";
      case CUDA -> "cuda:" + device;
      case TENSORRT -> "tensorrt:" + device;
    };
  }
}
