package io.millrace.engine.onnx;

import io.millrace.engine.session.Provider;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How sessions are opened.
 *
 * @param provider where models run
 * @param modelCache folder for what is made from a model and can be made again: graphs that are
 *     optimised already, TensorRT engines; null: everything is made at every load
 * @param gpu options of ONNX Runtime's CUDA provider, and of its TensorRT provider where they begin
 *     with {@code trt_}, in its own words, for example {@code gpu_mem_limit}, bytes; they go before
 *     the ones that {@link GpuOptions} chooses
 */
public record OnnxOptions(Provider provider, @Nullable Path modelCache, Map<String, String> gpu) {

  public OnnxOptions {
    gpu = Map.copyOf(gpu);
    if (provider.equals(Provider.CPU) && !gpu.isEmpty()) {
      throw new IllegalArgumentException(
          "provider options " + gpu.keySet() + " are for a GPU and the provider is cpu");
    }
  }

  /** On the CPU, without a cache. */
  public static OnnxOptions defaults() {
    return new OnnxOptions(Provider.CPU, null, Map.of());
  }

  public OnnxOptions withProvider(Provider other) {
    return new OnnxOptions(other, modelCache, gpu);
  }

  public OnnxOptions withModelCache(@Nullable Path folder) {
    return new OnnxOptions(provider, folder, gpu);
  }

  public OnnxOptions withGpu(Map<String, String> options) {
    return new OnnxOptions(provider, modelCache, options);
  }
}
