package io.millrace.engine.host;

import io.millrace.engine.batch.MemoryLimit;
import io.millrace.engine.batch.ServiceTimeFit;
import io.millrace.engine.head.OutputHead;
import io.millrace.engine.image.ImageLimits;
import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.session.InferenceException;
import io.millrace.engine.session.InferenceSession;
import io.millrace.engine.session.ModelFile;
import io.millrace.engine.session.RejectCode;
import io.millrace.engine.session.SessionException;
import io.millrace.engine.session.SessionFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;

/** What a version goes through before it serves, on the thread that loads it. */
final class LoadGate {

  private final SessionFactory sessions;
  private final int maxBatch;
  private final ImageLimits limits;

  LoadGate(SessionFactory sessions, int maxBatch, ImageLimits limits) {
    this.sessions = sessions;
    this.maxBatch = maxBatch;
    this.limits = limits;
  }

  /** A version that passed: warm, with the buffers that it was tried in and its measured times. */
  record Passed(ServedModel model, BatchBuffers buffers, ServiceTimeFit fit, MemoryLimit memory) {}

  Passed check(ModelBundle bundle) throws SessionException {
    if (!bundle.id().equals(bundle.spec().id())) {
      throw new SessionException(
          RejectCode.SIGNATURE_MISMATCH,
          "model.json is that of " + bundle.spec().id() + ", not of " + bundle.id());
    }
    String precision = bundle.spec().precision().type();
    InferenceSession session =
        sessions.open(new ModelFile(bytesOf(bundle), bundle.digest(), precision));
    try {
      return check(bundle, session);
    } catch (SessionException | RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  private Passed check(ModelBundle bundle, InferenceSession session) throws SessionException {
    Contract.Terms terms = Contract.check(bundle.spec(), session, maxBatch);
    OutputHead head = OutputHead.of(bundle.spec().output(), terms.outputs(), bundle.spec().input());
    ServedModel model =
        new ServedModel(bundle, session, terms.input(), terms.outputs(), terms.buckets(), head);
    BatchBuffers buffers = buffers(model);
    try {
      GoldenCheck.check(model, buffers, limits);
      MemoryLimit memory = new MemoryLimit(model.buckets().max());
      return new Passed(model, buffers, WarmUp.run(model, buffers, memory), memory);
    } catch (SessionException | RuntimeException | Error e) {
      buffers.close();
      throw e;
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

  /** Maps the file instead of reading it: a model may be larger than the heap has room for. */
  private static ByteBuffer bytesOf(ModelBundle bundle) throws SessionException {
    try (FileChannel file = FileChannel.open(bundle.modelFile(), StandardOpenOption.READ)) {
      if (file.size() == 0 || file.size() > Integer.MAX_VALUE) {
        throw new SessionException(
            RejectCode.MODEL_CORRUPT, "model.onnx has " + file.size() + " bytes");
      }
      return file.map(MapMode.READ_ONLY, 0, file.size());
    } catch (IOException e) {
      throw new SessionException(RejectCode.MODEL_CORRUPT, "cannot read model.onnx: " + e, e);
    }
  }
}
