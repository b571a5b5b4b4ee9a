package io.millrace.engine.host;

import io.millrace.engine.batch.MemoryLimit;
import io.millrace.engine.batch.ServiceTimeFit;
import io.millrace.engine.file.FileCheck;
import io.millrace.engine.head.OutputHead;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.session.SessionFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a version goes through before it serves, on the thread that loads it. */
final class LoadGate {

  private static final Logger LOG = LoggerFactory.getLogger(LoadGate.class);

  private final SessionFactory sessions;
  private final HostOptions options;

  LoadGate(SessionFactory sessions, HostOptions options) {
    this.sessions = sessions;
    this.options = options;
  }

  /**
   * A version that passed: warm, with its first buffers and its measured times.
   *
   * @param memoryBytes what it takes by estimate
   */
  record Passed(
      ServedModel model,
      List<BatchBuffers> buffers,
      ServiceTimeFit fit,
      MemoryLimit memory,
      long memoryBytes) {

    /** Frees a version that nobody will serve. */
    void discard() {
      buffers.forEach(BatchBuffers::close);
      model.session().close();
    }
  }

  /**
   * Checks a version; the cheap checks come first, and none opens what an earlier one refuses.
   *
   * @param usedBytes what the versions that are loaded take
   */
  Passed check(ModelBundle bundle, long usedBytes) throws SessionException {
    if (!bundle.id().equals(bundle.spec().id())) {
      throw new SessionException(
          RejectCode.SIGNATURE_MISMATCH,
          "model.json is that of " + bundle.spec().id() + ", not of " + bundle.id());
    }
    ByteBuffer bytes = FileCheck.map(bundle.modelFile());
    String digest = ModelBundle.sha256(bytes);
    if (!digest.equals(bundle.digest())) {
      throw new SessionException(
          RejectCode.DIGEST,
          "model.onnx has SHA-256 %s and should have %s".formatted(digest, bundle.digest()));
    }
    long needed = options.admission().admit(bytes.remaining(), memory(bundle, bytes), usedBytes);
    String precision = bundle.spec().precision().type();
    InferenceSession session = sessions.open(new ModelFile(bytes, digest, precision));
    try {
      return check(bundle, session, needed);
    } catch (SessionException | RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /** The weights, once as they are and once laid out for the device, and the batches in flight. */
  private long memory(ModelBundle bundle, ByteBuffer model) {
    long batch = Math.min(bundle.spec().maxBatch(), options.maxBatch());
    long inFlight = (options.workers() + 1) * batch * bundle.spec().input().imageBytes();
    return 2L * model.remaining() + inFlight;
  }

  private Passed check(ModelBundle bundle, InferenceSession session, long memoryBytes)
      throws SessionException {
    Contract.Terms terms = Contract.check(bundle.spec(), session, options.maxBatch());
    OutputHead head = OutputHead.of(bundle.spec().output(), terms.outputs(), bundle.spec().input());
    ServedModel model =
        new ServedModel(bundle, session, terms.input(), terms.outputs(), terms.buckets(), head);
    BatchBuffers buffers = buffers(model);
    try {
      GoldenCheck.check(model, buffers, options.limits());
      MemoryLimit memory = new MemoryLimit(model.buckets().max());
      ServiceTimeFit fit = WarmUp.run(model, buffers, memory);
      return new Passed(model, withOneMore(model, buffers), fit, memory, memoryBytes);
    } catch (SessionException | RuntimeException | Error e) {
      buffers.close();
      throw e;
    }
  }

  /**
   * While one batch runs the next one fills: no worker shall make room for it at the first image.
   */
  private static List<BatchBuffers> withOneMore(ServedModel model, BatchBuffers first) {
    try {
      return List.of(first, model.newBuffers());
    } catch (InferenceException | OutOfMemoryError e) {
      LOG.warn("No memory for a second batch of {}; it runs one at a time", model.id(), e);
      return List.of(first);
    }
  }

  private static BatchBuffers buffers(ServedModel model) throws SessionException {
    try {
      return model.newBuffers();
    } catch (InferenceException | OutOfMemoryError e) {
      int batch = model.buckets().max();
      throw new SessionException(
          RejectCode.LIMIT, "no memory for a batch of " + batch + ": " + e.getMessage(), e);
    }
  }
}
