package io.millrace.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.Provider;
import io.millrace.engine.session.Provider.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves that a session runs on its GPU. ONNX Runtime gives an operator that a provider refuses to
 * the CPU and says nothing; so the first run of a session is profiled, and it fails if no operator
 * ran where it was asked to. Operators that were left to the CPU are named in the log.
 */
final class DeviceProof {

  private static final Logger LOG = LoggerFactory.getLogger(DeviceProof.class);

  private final Provider provider;
  private final Path folder;
  private volatile boolean given;

  private DeviceProof(Provider provider, Path folder) {
    this.provider = provider;
    this.folder = folder;
  }

  /** Makes the sessions of these options profile themselves until {@link #afterRun}. */
  static DeviceProof demand(Provider provider, SessionOptions options) throws OrtException {
    try {
      Path folder = Files.createTempDirectory("millrace-profile");
      options.enableProfiling(folder.resolve("run").toString());
      return new DeviceProof(provider, folder);
    } catch (IOException e) {
      throw new OrtException("no temporary folder for the profile of the first run: " + e);
    }
  }

  /** Looks at the first run, and does nothing after the later ones. */
  void afterRun(OrtSession session) throws InferenceException {
    if (!given) {
      examine(session);
    }
  }

  private synchronized void examine(OrtSession session) throws InferenceException {
    if (given) {
      return;
    }
    ProviderUse use;
    try {
      use = ProviderUse.read(Path.of(session.endProfiling()));
    } catch (OrtException | IOException e) {
      throw new InferenceException("the profile of the first run cannot be read: " + e, e);
    } finally {
      close();
    }
    long here = use.operators(name(provider.kind()));
    if (here == 0) {
      String message =
          "no operator ran on %s, for which this session was opened; they ran on %s"
              .formatted(provider, use);
      throw new InferenceException(message, new IllegalStateException(message));
    }
    given = true;
    long left = use.operators(name(Kind.CPU));
    if (left > 0) {
      LOG.warn(
          "{} operators of this model run on {} and {} on the CPU: {}", here, provider, left, use);
    }
  }

  private static String name(Kind kind) {
    return switch (kind) {
      case CUDA -> "CUDAExecutionProvider";
      case TENSORRT -> "TensorrtExecutionProvider";
      case CPU, AUTO -> "CPUExecutionProvider";
    };
  }

  /** Removes the profile. */
  void close() {
    try {
      try (var files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    } catch (java.nio.file.NoSuchFileException e) {
      LOG.debug("{} is gone already.", folder);
    } catch (IOException e) {
      LOG.warn("The profile in {} could not be removed.", folder, e);
    }
  }
}
