package io.millrace.engine.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.session.InferenceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFaultTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; hostname=h ; file=x",
        "CUDA failure 710: device-side assert triggered ; GPU=0",
        "CUDA error 719: unspecified launch failure",
        "CUDA failure 214: uncorrectable ECC error encountered",
        "Non-zero status code: CUDA error cudaErrorIllegalAddress:an illegal memory access",
        "CUDNN failure 4: CUDNN_STATUS_INTERNAL_ERROR; CUDA failure 716: misaligned address",
      })
  void theseBreakTheContextForTheWholeProcess(String words) {
    assertThat(fault(words)).isEqualTo(RunFault.DEVICE_LOST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA failure 2: out of memory ; GPU=0 ; hostname=h",
        "bfc_arena.cc:376 AllocateRawInternal Failed to allocate memory for requested buffer of 9",
        "BFCArena: Available memory of 1024 is smaller than requested bytes of 4096",
        "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0",
        "Error code - ORT_RUNTIME_EXCEPTION - message: std::bad_alloc",
        "Cannot reserve 4096 bytes of direct buffer memory",
      })
  void hereFewerImagesMayFit(String words) {
    assertThat(fault(words)).isEqualTo(RunFault.OUT_OF_MEMORY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Non-zero status code returned while running Gather node: idx=7001 must be within [0,700)",
        "CUDA failure 1: invalid argument",
        "Invalid input shape: {700,719}",
      })
  void theseAreOfTheImageOrTheModel(String words) {
    assertThat(fault(words)).isEqualTo(RunFault.OTHER);
  }

  private static RunFault fault(String words) {
    return RunFault.of(new InferenceException(words, new IllegalStateException("native")));
  }
}
