package io.millrace.engine.host;

import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceException.Verdict;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run's failure says of the device. Where the runtime's code does not tell, and for nearly
 * everything it has the same few, its words must; they are those of ONNX Runtime 1.2x, CUDA 12,
 * cuBLAS and cuDNN.
 */
enum RunFault {
  /** Memory ran out: fewer images may fit. */
  OUT_OF_MEMORY,
  /** The device's context is broken for this whole process: nothing that it says can be trusted. */
  DEVICE_LOST,
  /** Anything else, the image's or the model's doing. */
  OTHER;

  private static final Pattern CUDA_CODE = Pattern.compile("cuda (?:failure|error) (\\d+)");

  /** CUDA errors after which every call of the process fails. */
  private static final Set<Integer> STICKY =
      Set.of(46, 214, 220, 226, 700, 702, 710, 714, 715, 716, 717, 718, 719, 721, 999);

  private static final Pattern STICKY_WORDS =
      Pattern.compile(
          "illegal memory access|unspecified launch failure|device-side assert|"
              + "uncorrectable (?:nvlink|ecc) error|misaligned address|illegal instruction|"
              + "cudaerror(?:illegaladdress|assert|launchfailure|launchtimeout|hardwarestackerror|"
              + "illegalinstruction|misalignedaddress|invalidpc|eccuncorrectable)|"
              + "device is lost|gpu has fallen off the bus");

  private static final Pattern NO_MEMORY =
      Pattern.compile(
          "out of memory|bad_alloc|bad allocation|failed to allocate memory|"
              + "memory of \\d+ is smaller than requested|status_alloc_failed|"
              + "cudaerrormemoryallocation|cuda failure 2:|cuda error 2:|"
              + "direct buffer memory|outofmemory");

  static RunFault of(Throwable thrown) {
    if (thrown instanceof InferenceException failed && failed.verdict() != Verdict.NONE) {
      return failed.verdict() == Verdict.DEVICE_GONE ? DEVICE_LOST : OTHER;
    }
    StringBuilder words = new StringBuilder();
    for (Throwable t = thrown; t != null && words.length() < 8192; t = t.getCause()) {
      words.append(t).append('\n');
    }
    String text = words.toString().toLowerCase(Locale.ROOT);
    Matcher code = CUDA_CODE.matcher(text);
    while (code.find()) {
      if (code.group(1).length() < 5 && STICKY.contains(Integer.parseInt(code.group(1)))) {
        return DEVICE_LOST;
      }
    }
    if (STICKY_WORDS.matcher(text).find()) {
      return DEVICE_LOST;
    }
    return NO_MEMORY.matcher(text).find() ? OUT_OF_MEMORY : OTHER;
  }
}
