package io.millrace.job.sql;

import io.millrace.engine.model.ModelBundle;
import io.millrace.engine.model.ModelSpecException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Where a version lies on every machine.
 *
 * @param directory absolute
 * @param digest SHA-256 of {@code model.onnx} where the query was planned
 */
record ModelFiles(String directory, String digest) implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The version on this machine, which must be the one that the query was planned with. */
  ModelBundle read() {
    ModelBundle bundle;
    try {
      bundle = ModelBundle.read(Path.of(directory));
    } catch (IOException | ModelSpecException e) {
      throw new FlinkRuntimeException(
          "The model cannot be read from %s on this TaskManager; its folder must be on all of them: %s"
              .formatted(directory, e),
          e);
    }
    if (!bundle.digest().equals(digest)) {
      throw new FlinkRuntimeException(
          "The model in %s on this TaskManager is not the one that the query was planned with: its digest is %s, not %s. Put the same files everywhere and submit the query again."
              .formatted(directory, bundle.digest(), digest));
    }
    return bundle;
  }
}
