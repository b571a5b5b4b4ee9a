package io.millrace.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.Provider;
import io.millrace.engine.session.Provider.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens sessions on one provider, through the cache where there is one. The cache never decides
 * whether a model opens: whatever fails there, the original is opened without it.
 */
final class SessionOpener {

  private static final Logger LOG = LoggerFactory.getLogger(SessionOpener.class);

  /** Part of every key: a change of {@link #options} gets a new number. */
  private static final String OPTIONS = "options 1: intra 1, inter 1, all optimisations";

  private final OnnxRuntime runtime;
  private final Provider provider;
  private final Map<String, String> gpu;
  private final @Nullable ModelCache cache;
  private final String processor = Fingerprint.processor();

  SessionOpener(OnnxRuntime runtime, Provider provider, OnnxOptions options) {
    this.runtime = runtime;
    this.provider = provider;
    this.gpu = options.gpu();
    this.cache = options.modelCache() == null ? null : new ModelCache(options.modelCache());
  }

  OnnxSession open(ModelFile model) throws OrtException {
    ModelCache graphs = cache;
    if (graphs == null || provider.kind() == Kind.TENSORRT) {
      // A graph with TensorRT's engines in it cannot be saved; it has a cache of its own.
      return create(model, model.bytes(), OptLevel.ALL_OPT, null);
    }
    String key = graphKey(model);
    ByteBuffer graph = graphs.find(key);
    if (graph != null) {
      try {
        return create(model, graph, OptLevel.NO_OPT, null);
      } catch (OrtException e) {
        graphs.forget(key, e);
      }
    }
    return createAndKeep(model, graphs, key);
  }

  private OnnxSession createAndKeep(ModelFile model, ModelCache graphs, String key)
      throws OrtException {
    Path draft = null;
    OnnxSession session = null;
    try {
      draft = graphs.draft();
      session = create(model, model.bytes(), OptLevel.ALL_OPT, draft);
      graphs.keep(key, draft);
      return session;
    } catch (OrtException | IOException e) {
      // Either the cache failed or the model is at fault: opening it without a cache tells.
      OnnxSession opened =
          session == null ? create(model, model.bytes(), OptLevel.ALL_OPT, null) : session;
      LOG.warn("The optimised model was not kept for the next load: {}", e.getMessage());
      return opened;
    } finally {
      delete(draft);
    }
  }

  private OnnxSession create(
      ModelFile model, ByteBuffer graph, OptLevel level, @Nullable Path saved) throws OrtException {
    DeviceProof proof = null;
    OrtSession session = null;
    try (SessionOptions options = options(level)) {
      if (saved != null) {
        options.setOptimizedModelFilePath(saved.toString());
      }
      if (provider.isGpu()) {
        GpuOptions.of(provider, model.precision(), engines(model), gpu).addTo(options, provider);
        proof = DeviceProof.demand(provider, options);
      }
      session = runtime.environment().createSession(direct(graph), options);
      return new OnnxSession(runtime.environment(), session, provider, proof);
    } catch (OrtException e) {
      if (session != null) {
        session.close();
      }
      if (proof != null) {
        proof.close();
      }
      throw e;
    }
  }

  /** No spinning: a worker that spins takes a core from those that decode. */
  private static SessionOptions options(OptLevel level) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setOptimizationLevel(level);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addConfigEntry("session.inter_op.allow_spinning", "0");
    // Never the runtime's own format, which skips checks that a file from elsewhere needs.
    options.addConfigEntry("session.load_model_format", "ONNX");
    return options;
  }

  private String graphKey(ModelFile model) {
    return Fingerprint.key(
        List.of(
            model.digest(),
            runtime.version(),
            provider.toString(),
            OPTIONS,
            new TreeMap<>(gpu).toString(),
            processor,
            provider.isGpu() ? Fingerprint.gpus() : ""));
  }

  /** TensorRT's own cache: an engine is good for one GPU type and one version of the libraries. */
  private @Nullable Path engines(ModelFile model) throws OrtException {
    if (cache == null || provider.kind() != Kind.TENSORRT) {
      return null;
    }
    String key =
        Fingerprint.key(
            List.of(
                model.digest(),
                model.precision(),
                runtime.version(),
                LoadedLibraries.version("libnvinfer").orElse("unknown"),
                new TreeMap<>(gpu).toString(),
                Fingerprint.gpus()));
    try {
      return cache.folder(key);
    } catch (IOException e) {
      throw new OrtException("no folder for TensorRT engines: " + e);
    }
  }

  private static ByteBuffer direct(ByteBuffer model) {
    if (model.isDirect()) {
      return model;
    }
    return ByteBuffer.allocateDirect(model.remaining()).put(model.duplicate()).flip();
  }

  private static void delete(@Nullable Path draft) {
    try {
      if (draft != null) {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      LOG.warn("{} could not be removed.", draft, e);
    }
  }
}
