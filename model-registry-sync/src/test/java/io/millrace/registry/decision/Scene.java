package io.millrace.registry.decision;

import io.millrace.avro.Arm;
import io.millrace.avro.ArtifactRef;
import io.millrace.avro.HostStatus;
import io.millrace.avro.HostedVersion;
import io.millrace.avro.LoadState;
import io.millrace.avro.ModelCommand;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.avro.PublishVersion;
import io.millrace.avro.RetireVersion;
import io.millrace.avro.RollbackVersion;
import io.millrace.avro.RolloutVersion;
import io.millrace.avro.VersionState;
import io.millrace.avro.VersionStatus;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.schemas.artifact.ArtifactParts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One model, the operators who ask and the hosts that report; decisions take effect at once. */
public final class Scene {

  public static final String MODEL = "garments";
  static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
  static final Duration WINDOW = Duration.ofSeconds(10);

  private final List<ModelEvent> events = new ArrayList<>();
  private @Nullable ModelState state;
  private Evidence evidence = Evidence.NONE;
  private Instant now = START;

  /** Asks, and returns the last event of the decision. */
  ModelEvent ask(Object action) {
    return ask(command(action));
  }

  ModelEvent ask(ModelCommand command) {
    return apply(new Input.Command(command)).get(0);
  }

  List<ModelEvent> report(HostStatus... live) {
    return apply(new Input.Hosts(List.of(live)));
  }

  /** Time passes, and nobody is told. */
  void elapse(Duration time) {
    now = now.plus(time);
  }

  /** Time passes, and the rules are told. */
  List<ModelEvent> pass(Duration time) {
    now = now.plus(time);
    return apply(new Input.Tick());
  }

  /** A window that began when the last input came, and is closed now. */
  List<ModelEvent> window(Arm arm, ArmStats version, WindowStats.Against against) {
    return window(arm, WINDOW, version, against);
  }

  List<ModelEvent> window(Arm arm, Duration length, ArmStats version, WindowStats.Against against) {
    Instant start = now;
    now = now.plus(length);
    return apply(new Input.Window(new WindowStats(MODEL, arm, start, length, version, against)));
  }

  List<ModelEvent> apply(Input input) {
    now = now.plusSeconds(1);
    Decision decision = Decision.decide(state, evidence, input, now);
    evidence = decision.evidence();
    if (decision.newState() != null) {
      state = decision.newState();
    }
    events.addAll(decision.events());
    return decision.events();
  }

  /** Publishes a version and puts it in service on no host. */
  void serve(long version) {
    ask(publish(version));
    ask(allAtOnce(version));
    report();
  }

  /** Puts a version in service after the one that serves, and on trial as the plan says. */
  void tryOut(RolloutPlan plan) {
    ask(publish(plan.version()));
    ask(plan.action());
    report();
  }

  Evidence evidence() {
    return evidence;
  }

  Instant now() {
    return now;
  }

  @Nullable ModelState state() {
    return state;
  }

  ModelState known() {
    if (state == null) {
      throw new AssertionError("Nothing is known of the model yet.");
    }
    return state;
  }

  VersionStatus status(long version) {
    return version(version).getStatus();
  }

  VersionState version(long version) {
    return known().getVersions().stream()
        .filter(v -> v.getVersion() == version)
        .findFirst()
        .orElseThrow();
  }

  public static ModelCommand command(Object action) {
    return command(MODEL, null, action);
  }

  static ModelCommand command(String model, @Nullable Long expectedSequence, Object action) {
    return new ModelCommand(
        UUID.randomUUID(), model, START, "alice", null, expectedSequence, action);
  }

  static ModelCommand expecting(long sequence, Object action) {
    return command(MODEL, sequence, action);
  }

  public static RolloutVersion allAtOnce(long version) {
    return RolloutPlan.allAtOnce(version).action();
  }

  public static PublishVersion publish(long version) {
    return publish(version, manifest(MODEL, version), file("model.onnx", digest(version)));
  }

  static PublishVersion publish(long version, String manifest, ArtifactRef... files) {
    return new PublishVersion(version, manifest, List.of(files), null);
  }

  static String manifest(String model, long version) {
    return "{\"model\": \"%s\", \"version\": %d}".formatted(model, version);
  }

  static ArtifactRef file(String path, String sha256) {
    return new ArtifactRef(path, sha256, 7L, 1, null);
  }

  /** Digest of the model file of a version. */
  public static String digest(long version) {
    return ArtifactParts.sha256(("net " + version).getBytes(StandardCharsets.UTF_8));
  }

  public static RollbackVersion rollback(@Nullable Long toVersion) {
    return new RollbackVersion(toVersion);
  }

  static RetireVersion retire(long version) {
    return new RetireVersion(version);
  }

  public static HostStatus host(String name, HostedVersion... versions) {
    return new HostStatus(name, START, START, 2_000L, Map.of(), List.of(versions));
  }

  /** A report that takes the state of that sequence into account. */
  public static HostStatus hostAt(String name, long sequence, HostedVersion... versions) {
    return new HostStatus(name, START, START, 2_000L, Map.of(MODEL, sequence), List.of(versions));
  }

  public static HostedVersion ready(long version) {
    return ready(version, digest(version));
  }

  static HostedVersion ready(long version, String digest) {
    return new HostedVersion(
        MODEL, version, digest, LoadState.READY, null, null, "CPU", 120L, 35.5, 80.0, null);
  }

  public static HostedVersion loading(long version) {
    return new HostedVersion(
        MODEL,
        version,
        digest(version),
        LoadState.LOADING,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  public static HostedVersion failed(long version, String code, String reason) {
    return new HostedVersion(
        MODEL,
        version,
        digest(version),
        LoadState.FAILED,
        code,
        reason,
        null,
        null,
        null,
        null,
        null);
  }
}
