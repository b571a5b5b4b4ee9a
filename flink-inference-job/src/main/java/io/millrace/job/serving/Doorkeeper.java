package io.millrace.job.serving;

import io.millrace.avro.ArtifactRef;
import io.millrace.avro.VersionState;
import io.millrace.engine.session.RejectCode;
import io.millrace.job.serving.ArtifactInbox.Arrival;
import io.millrace.job.serving.HostedModels.VersionToLoad;
import io.millrace.schemas.signature.SignedStatement;
import io.millrace.schemas.signature.TrustedKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns versions away by what the registry says of them, before any byte of them is fetched: whom a
 * host does not trust cannot even make it ask a server for a file.
 */
final class Doorkeeper implements Function<VersionToLoad, @Nullable Arrival> {

  private static final String MODEL_FILE = "model.onnx";

  private final @Nullable TrustedKeys keys;
  private final long maxModelBytes;
  private final Clock clock;

  /**
   * Reads the keys once, so that a folder without any is noticed at the start.
   *
   * @throws io.millrace.schemas.signature.InvalidKeyFileException the keys cannot be used
   */
  Doorkeeper(AdmissionConfig config, Clock clock) {
    String folder = config.trustedKeys();
    this.keys = folder == null ? null : new TrustedKeys(Path.of(folder));
    this.maxModelBytes = config.maxModelBytes();
    this.clock = clock;
  }

  @Override
  public @Nullable Arrival apply(VersionToLoad version) {
    VersionState state = version.version();
    Optional<ArtifactRef> model =
        state.getArtifacts().stream().filter(f -> f.getPath().equals(MODEL_FILE)).findFirst();
    if (model.isEmpty() || !model.get().getSha256().equals(state.getDigest())) {
      return refused(
          version, RejectCode.DIGEST, "its model.onnx is not the one that the registry names");
    }
    if (keys != null) {
      SignedStatement statement =
          new SignedStatement(
              version.id().model(),
              version.id().version(),
              state.getManifest(),
              List.copyOf(state.getArtifacts()));
      Optional<String> problem = keys.problem(statement, state.getSignature(), clock.instant());
      if (problem.isPresent()) {
        return refused(version, RejectCode.SIGNATURE, problem.get());
      }
    }
    if (model.get().getSize() > maxModelBytes) {
      return refused(
          version,
          RejectCode.LIMIT,
          "model.onnx has %d bytes and this host takes %d"
              .formatted(model.get().getSize(), maxModelBytes));
    }
    return null;
  }

  private static Arrival refused(VersionToLoad version, RejectCode code, String reason) {
    return new Arrival.Refused(version, code.name(), reason);
  }
}
