package io.millrace.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.session.Provider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is handed to ONNX Runtime; that a GPU takes it is not tested here. */
class GpuOptionsTest {

  private static final Provider CUDA = Provider.parse("cuda:1");
  private static final Provider TENSORRT = Provider.parse("tensorrt");
  private static final Path ENGINES = Path.of("/cache/engines");

  @Test
  void memoryGrowsByNeedAndConvolutionsAreNotSearchedExhaustively() {
    GpuOptions options = GpuOptions.of(CUDA, "fp32", null, Map.of());

    assertThat(options.cuda())
        .containsEntry("arena_extend_strategy", "kSameAsRequested")
        .containsEntry("cudnn_conv_algo_search", "HEURISTIC")
        .containsEntry("do_copy_in_default_stream", "1")
        .doesNotContainKey("gpu_mem_limit");
    assertThat(options.tensorRt()).isEmpty();
  }

  @Test
  void theUsersWordGoesBeforeOursToTheProviderThatKnowsIt() {
    Map<String, String> own =
        Map.of(
            "gpu_mem_limit", "1073741824",
            "cudnn_conv_algo_search", "EXHAUSTIVE",
            "trt_max_workspace_size", "1");

    GpuOptions options = GpuOptions.of(TENSORRT, "fp32", ENGINES, own);

    assertThat(options.cuda())
        .containsEntry("gpu_mem_limit", "1073741824")
        .containsEntry("cudnn_conv_algo_search", "EXHAUSTIVE")
        .doesNotContainKey("trt_max_workspace_size");
    assertThat(options.tensorRt()).containsEntry("trt_max_workspace_size", "1");
  }

  @Test
  void tensorRtUsesThePrecisionOfTheModelAndKeepsItsEngines() {
    assertThat(GpuOptions.of(TENSORRT, "fp16", ENGINES, Map.of()).tensorRt())
        .containsEntry("trt_fp16_enable", "1")
        .containsEntry("trt_engine_cache_enable", "1")
        .containsEntry("trt_engine_cache_path", ENGINES.toString())
        .doesNotContainKey("trt_int8_enable");
    assertThat(GpuOptions.of(TENSORRT, "int8", null, Map.of()).tensorRt())
        .containsEntry("trt_int8_enable", "1")
        .doesNotContainKey("trt_engine_cache_enable");
    assertThat(GpuOptions.of(TENSORRT, "fp32", null, Map.of()).tensorRt()).isEmpty();
  }

  @Test
  void theGpusOfAMachineAreNamedByItsDriver(@TempDir Path proc) throws Exception {
    for (String bus : List.of("0000:01:00.0", "0000:02:00.0")) {
      Path gpu = Files.createDirectories(proc.resolve("driver/nvidia/gpus").resolve(bus));
      Files.writeString(gpu.resolve("information"), "Model: \t\t NVIDIA H100\nIRQ: 7\n");
    }

    assertThat(Fingerprint.gpus(proc)).isEqualTo("NVIDIA H100");
    assertThat(Fingerprint.gpus(proc.resolve("none"))).isEqualTo("unknown");
  }

  @Test
  void theVersionOfALoadedLibraryIsReadFromItsFile() {
    OnnxRuntime.load();

    assertThat(LoadedLibraries.version("libno-such-thing")).isEmpty();
    if (Files.exists(Path.of("/proc/self/maps"))) {
      assertThat(LoadedLibraries.version("libc")).contains("6");
    }
  }

  @Test
  void aKeyDiffersWithEachOfItsParts() {
    assertThat(List.of(Fingerprint.key(List.of("a", "b")), Fingerprint.key(List.of("ab", ""))))
        .doesNotHaveDuplicates()
        .allSatisfy(key -> assertThat(key).matches("[0-9a-f]{64}"));
  }
}
