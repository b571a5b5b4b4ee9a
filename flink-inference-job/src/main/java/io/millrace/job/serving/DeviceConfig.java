package io.millrace.job.serving;

import io.millrace.engine.onnx.OnnxOptions;
import io.millrace.engine.session.Provider;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where models run, shipped to the tasks.
 *
 * @param options of the GPU provider, in ONNX Runtime's words
 * @param modelCache folder on the machine of the task; null: none
 * @param admission which versions may run there
 */
public record DeviceConfig(
    Provider provider,
    Map<String, String> options,
    @Nullable String modelCache,
    AdmissionConfig admission)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** On the CPU, without a cache. */
  public static final DeviceConfig CPU =
      new DeviceConfig(Provider.CPU, Map.of(), null, AdmissionConfig.DEFAULT);

  /** The same on another GPU; with auto, now on that one through CUDA. */
  DeviceConfig onGpu(int index) {
    Provider.Kind kind =
        provider.kind() == Provider.Kind.AUTO ? Provider.Kind.CUDA : provider.kind();
    return new DeviceConfig(new Provider(kind, index), options, modelCache, admission);
  }

  /** The same in the words of the engine. */
  public OnnxOptions toOptions() {
    return new OnnxOptions(provider, modelCache == null ? null : Path.of(modelCache), options);
  }
}
