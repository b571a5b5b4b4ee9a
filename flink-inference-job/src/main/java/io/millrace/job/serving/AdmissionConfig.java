package io.millrace.job.serving;

import io.millrace.engine.host.Admission;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which versions a host lets in, shipped to the tasks.
 *
 * @param trustedKeys folder of public keys on the machine of the task; null: unsigned versions are
 *     taken too
 * @param maxModelBytes largest model.onnx
 * @param maxMemoryBytes what all loaded versions may take by estimate; 0: what the heap leaves
 * @param loadDeadline how long a load may take
 */
public record AdmissionConfig(
    @Nullable String trustedKeys, long maxModelBytes, long maxMemoryBytes, Duration loadDeadline)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Any signer, 2 GiB a model, the memory that the heap leaves, a minute. */
  public static final AdmissionConfig DEFAULT =
      new AdmissionConfig(null, Integer.MAX_VALUE, 0, Duration.ofMinutes(1));

  Admission toAdmission() {
    Admission bounds =
        Admission.defaults().withMaxModelBytes(maxModelBytes).withDeadline(loadDeadline);
    return maxMemoryBytes == 0 ? bounds : bounds.withMaxMemoryBytes(maxMemoryBytes);
  }
}
