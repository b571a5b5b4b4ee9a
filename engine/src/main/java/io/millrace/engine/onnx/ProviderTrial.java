package io.millrace.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import io.millrace.engine.session.ElementType;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceRun;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.Provider;
import io.millrace.engine.session.Provider.Kind;
import io.millrace.engine.session.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds out what this machine lacks for a GPU provider, by running a model of one addition on it.
 * Nothing less tells: the provider may be built in while its libraries, the driver or the device
 * are missing.
 */
final class ProviderTrial implements Function<Provider, Optional<String>> {

  private static final TensorSpec INPUT = new TensorSpec("x", ElementType.FP32, List.of(-1L, 4L));
  private static final TensorSpec OUTPUT = new TensorSpec("y", ElementType.FP32, List.of(-1L, 4L));

  private final OnnxRuntime runtime;
  private final OnnxOptions options;

  ProviderTrial(OnnxRuntime runtime, OnnxOptions options) {
    this.runtime = runtime;
    this.options = options.withModelCache(null);
  }

  @Override
  public Optional<String> apply(Provider provider) {
    Set<OrtProvider> available = OrtEnvironment.getAvailableProviders();
    OrtProvider needed =
        provider.kind() == Kind.TENSORRT ? OrtProvider.TENSOR_RT : OrtProvider.CUDA;
    if (!available.contains(needed)) {
      return Optional.of(notBuiltIn(needed, available));
    }
    SessionOpener opener = new SessionOpener(runtime, provider, options);
    try (OnnxSession session = opener.open(new ModelFile(addition(), "trial", "fp32"));
        InferenceRun run = session.newRun(INPUT, List.of(OUTPUT), 1)) {
      run.run(1);
      return Optional.empty();
    } catch (OrtException e) {
      return Optional.of(OnnxErrors.cause(e));
    } catch (InferenceException e) {
      return Optional.of("the trial run failed: " + e.getMessage());
    }
  }

  private String notBuiltIn(OrtProvider needed, Set<OrtProvider> available) {
    String names = available.stream().map(OrtProvider::getName).collect(Collectors.joining(", "));
    return "this build of ONNX Runtime %s has the providers %s and not %s; use onnxruntime_gpu instead of onnxruntime (mvn -Pgpu)"
        .formatted(runtime.version(), names, needed.getName());
  }

  private static ByteBuffer addition() {
    try (InputStream model = ProviderTrial.class.getResourceAsStream("addition.onnx")) {
      return ByteBuffer.wrap(Objects.requireNonNull(model).readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("addition.onnx cannot be read from our own jar", e);
    }
  }
}
