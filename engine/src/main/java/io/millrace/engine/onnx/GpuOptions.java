package io.millrace.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import io.millrace.engine.session.Provider;
import io.millrace.engine.session.Provider.Kind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of the GPU providers, in ONNX Runtime's words.
 *
 * <p>For CUDA: memory grows by what is asked for and not by doubling, for a process holds several
 * models; convolutions are chosen by heuristics, since the exhaustive search is paid again for
 * every batch size; copies stay in the default stream, because outside of it they race.
 *
 * @param cuda for the CUDA provider, which also runs what TensorRT does not know
 * @param tensorRt for the TensorRT provider; empty where it is not used
 */
record GpuOptions(Map<String, String> cuda, Map<String, String> tensorRt) {

  private static final String TENSORRT_PREFIX = "trt_";

  /**
   * Chooses for one model.
   *
   * @param engines folder of the model's TensorRT engines; null: they are built at every load
   * @param own what the user said, which goes before
   */
  static GpuOptions of(
      Provider provider, String precision, @Nullable Path engines, Map<String, String> own) {
    Map<String, String> cuda = new LinkedHashMap<>();
    cuda.put("arena_extend_strategy", "kSameAsRequested");
    cuda.put("cudnn_conv_algo_search", "HEURISTIC");
    cuda.put("do_copy_in_default_stream", "1");
    Map<String, String> tensorRt = new LinkedHashMap<>();
    if (provider.kind() == Kind.TENSORRT) {
      if (precision.equals("fp16")) {
        tensorRt.put("trt_fp16_enable", "1");
      }
      if (precision.equals("int8")) {
        tensorRt.put("trt_int8_enable", "1");
      }
      if (engines != null) {
        tensorRt.put("trt_engine_cache_enable", "1");
        tensorRt.put("trt_engine_cache_path", engines.toString());
        tensorRt.put("trt_timing_cache_enable", "1");
        tensorRt.put("trt_timing_cache_path", engines.toString());
      }
    }
    own.forEach(
        (key, value) -> (key.startsWith(TENSORRT_PREFIX) ? tensorRt : cuda).put(key, value));
    return new GpuOptions(cuda, tensorRt);
  }

  void addTo(SessionOptions options, Provider provider) throws OrtException {
    if (provider.kind() == Kind.TENSORRT) {
      try (OrtTensorRTProviderOptions tensorRtOptions =
          new OrtTensorRTProviderOptions(provider.device())) {
        for (Map.Entry<String, String> entry : tensorRt.entrySet()) {
          tensorRtOptions.add(entry.getKey(), entry.getValue());
        }
        options.addTensorrt(tensorRtOptions);
      }
    }
    try (OrtCUDAProviderOptions cudaOptions = new OrtCUDAProviderOptions(provider.device())) {
      for (Map.Entry<String, String> entry : cuda.entrySet()) {
        cudaOptions.add(entry.getKey(), entry.getValue());
      }
      options.addCUDA(cudaOptions);
    }
  }
}
