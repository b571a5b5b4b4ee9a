package io.millrace.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import io.millrace.engine.session.Provider;
import io.millrace.engine.session.ProviderMissingException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines with and without a GPU are simulated; the last test runs on this one. */
class ProviderChoiceTest {

  private static Optional<String> nothing(Provider provider) {
    return Optional.empty();
  }

  private static Optional<String> driver(Provider provider) {
    return Optional.of("no driver for " + provider);
  }

  @Test
  void autoTakesAGpuThatWorks() {
    ProviderChoice choice = ProviderChoice.of(Provider.AUTO, ProviderChoiceTest::nothing);

    assertThat(choice.provider()).hasToString("cuda:0");
    assertThat(choice.reason()).contains("trial run");
  }

  @Test
  void autoTakesTheCpuWhereThereIsNoGpuAndSaysWhyNot() {
    ProviderChoice choice = ProviderChoice.of(Provider.AUTO, ProviderChoiceTest::driver);

    assertThat(choice.provider()).isEqualTo(Provider.CPU);
    assertThat(choice.reason()).contains("no driver");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuda:0", "cuda:1", "tensorrt:0"})
  void aGpuThatIsAskedForAndMissingIsAnErrorAndNeverTheCpu(String asked) {
    Provider provider = Provider.parse(asked);

    assertThatThrownBy(() -> ProviderChoice.of(provider, ProviderChoiceTest::driver))
        .isInstanceOf(ProviderMissingException.class)
        .hasMessageContaining(asked)
        .hasMessageContaining("no driver");
    assertThat(ProviderChoice.of(provider, ProviderChoiceTest::nothing).provider())
        .isEqualTo(provider);
  }

  @Test
  void theCpuIsNotTriedOut() {
    Function<Provider, Optional<String>> never =
        provider -> {
          throw new AssertionError("tried " + provider);
        };

    assertThat(ProviderChoice.of(Provider.CPU, never).provider()).isEqualTo(Provider.CPU);
  }

  @Test
  void aBuildWithoutCudaSaysWhichProvidersItHasAndWhichArtifactHasMore() {
    Assumptions.assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA));
    OnnxRuntime runtime = OnnxRuntime.load();
    OnnxOptions cuda = OnnxOptions.defaults().withProvider(Provider.parse("cuda"));

    assertThatThrownBy(() -> new OnnxSessionFactory(runtime, cuda))
        .isInstanceOf(ProviderMissingException.class)
        .hasMessageContaining("CPUExecutionProvider")
        .hasMessageContaining("CUDAExecutionProvider")
        .hasMessageContaining("onnxruntime_gpu");
    OnnxSessionFactory chosen = new OnnxSessionFactory(runtime, cuda.withProvider(Provider.AUTO));
    assertThat(chosen.choice().provider()).isEqualTo(Provider.CPU);
    assertThat(chosen.choice().reason()).contains("onnxruntime_gpu");
  }

  /** The words of onnxruntime_gpu on a machine without CUDA. */
  @Test
  void aLibraryThatIsMissingIsNamedWithoutTheRuntimesInnards() {
    OrtException e =
        new OrtException(
            OrtException.OrtErrorCode.ORT_FAIL,
            "/onnxruntime_src/core/provider_bridge_ort.cc:1988 onnxruntime::Provider& Get()"
                + " [ONNXRuntimeError] : 1 : FAIL : Failed to load library libx.so with error:"
                + " libcublasLt.so.12: cannot open shared object file");

    assertThat(OnnxErrors.cause(e)).startsWith("Failed to load library").contains("libcublasLt");
  }

  @Test
  void optionsOfAGpuOnTheCpuAreAnError() {
    assertThatThrownBy(() -> OnnxOptions.defaults().withGpu(Map.of("gpu_mem_limit", "1")))
        .hasMessageContaining("gpu_mem_limit");
  }
}
