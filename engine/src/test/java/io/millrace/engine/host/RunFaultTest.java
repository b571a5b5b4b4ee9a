package io.millrace.engine.host;

import static io.millrace.engine.host.RunFault.DEVICE_LOST;
import static io.millrace.engine.host.RunFault.OTHER;
import static io.millrace.engine.host.RunFault.OUT_OF_MEMORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceException.Verdict;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The words are those of ONNX Runtime's CUDA provider, CUDA, cuBLAS and cuDNN. */
class RunFaultTest {

  private static final String CONV =
      "Error code - ORT_FAIL - message: Non-zero status code returned while running Conv node."
          + " Name:'/features/0/Conv' Status Message: ";
  private static final String CUDA_CALL =
      "/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:129 std::conditional_t<THRW,"
          + " void, onnxruntime::common::Status> onnxruntime::CudaCall(ERRTYPE, const char*, const"
          + " char*, SUCCTYPE, const char*, const char*, int) [with ERRTYPE = cudaError; bool THRW"
          + " = true] ";

  static Stream<Arguments> words() {
    return Stream.of(
        // Sticky: every later call of the process fails.
        arguments(
            CUDA_CALL
                + "CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; hostname=h"
                + " ; file=gpu_data_transfer.cc ; line=73 ; expr=cudaMemcpyAsync(dst, src, n)",
            DEVICE_LOST),
        arguments(CONV + "CUDA failure 710: device-side assert triggered ; GPU=0", DEVICE_LOST),
        arguments("CUDA error 719: unspecified launch failure", DEVICE_LOST),
        arguments("CUDA failure 214: uncorrectable ECC error encountered", DEVICE_LOST),
        arguments("CUDA failure 220: uncorrectable NVLink error detected", DEVICE_LOST),
        arguments("CUDA failure 702: the launch timed out and was terminated ; GPU=0", DEVICE_LOST),
        arguments("CUDA failure 714: hardware stack error ; GPU=0", DEVICE_LOST),
        arguments("CUDA failure 715: an illegal instruction was encountered", DEVICE_LOST),
        arguments("CUDA failure 717: operation not supported on this address space", DEVICE_LOST),
        arguments("CUDA failure 718: invalid program counter ; GPU=0", DEVICE_LOST),
        arguments(
            "CUDA failure 46: CUDA-capable device(s) is/are busy or unavailable", DEVICE_LOST),
        arguments("CUDA error cudaErrorIllegalAddress:an illegal memory access", DEVICE_LOST),
        arguments(
            "CUDNN failure 4: CUDNN_STATUS_INTERNAL_ERROR; CUDA failure 716: misaligned address",
            DEVICE_LOST),
        // Fewer images may fit.
        arguments(CUDA_CALL + "CUDA failure 2: out of memory ; GPU=0 ; hostname=h", OUT_OF_MEMORY),
        arguments(
            CONV
                + "/onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 void*"
                + " onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*)"
                + " Failed to allocate memory for requested buffer of size 1207959552",
            OUT_OF_MEMORY),
        arguments(
            "BFCArena: Available memory of 1024 is smaller than requested bytes of 4096",
            OUT_OF_MEMORY),
        arguments("CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0", OUT_OF_MEMORY),
        arguments("CUDNN failure 2: CUDNN_STATUS_ALLOC_FAILED ; GPU=0", OUT_OF_MEMORY),
        arguments("Error code - ORT_RUNTIME_EXCEPTION - message: std::bad_alloc", OUT_OF_MEMORY),
        arguments("Cannot reserve 4096 bytes of direct buffer memory", OUT_OF_MEMORY),
        // The image's or the model's doing.
        arguments(CONV + "idx=7001 must be within the inclusive range [-700,699]", OTHER),
        arguments("CUDA failure 1: invalid argument", OTHER),
        arguments("CUDNN failure 9: CUDNN_STATUS_NOT_SUPPORTED ; GPU=0", OTHER),
        arguments("Invalid input shape: {700,719}", OTHER),
        arguments("Exiting due to terminate flag being set to true.", OTHER));
  }

  @ParameterizedTest
  @MethodSource("words")
  void wordsTellWhereTheCodeDoesNot(String words, RunFault fault) {
    assertThat(RunFault.of(failure(words, Verdict.NONE))).isEqualTo(fault);
  }

  static Stream<Arguments> codes() {
    return Stream.of(
        arguments(Verdict.DEVICE_GONE, "the adapter was removed", DEVICE_LOST),
        arguments(Verdict.DEVICE_GONE, "out of memory", DEVICE_LOST),
        arguments(Verdict.REQUEST_REFUSED, "Invalid rank for input: 'out of memory' has 3", OTHER),
        arguments(
            Verdict.REQUEST_REFUSED, "node '/assert/illegal instruction' is not known", OTHER));
  }

  @ParameterizedTest
  @MethodSource("codes")
  void aCodeThatTellsGoesBeforeTheWords(Verdict verdict, String words, RunFault fault) {
    assertThat(RunFault.of(failure(words, verdict))).isEqualTo(fault);
  }

  private static InferenceException failure(String words, Verdict verdict) {
    return new InferenceException(words, verdict, new IllegalStateException("native"));
  }
}
