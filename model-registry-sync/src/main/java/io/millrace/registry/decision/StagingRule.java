package io.millrace.registry.decision;

import static java.util.Comparator.comparing;

import io.millrace.avro.EventKind;
import io.millrace.avro.HostStatus;
import io.millrace.avro.HostedVersion;
import io.millrace.avro.LoadState;
import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a staged version takes the traffic: as soon as every live host can serve it. */
final class StagingRule {

  /** Most hosts whose figures go into an event, which must fit its record. */
  private static final int MAX_HOSTS = 100;

  /** What one host says of the staged version. */
  private record Report(String host, HostedVersion version) {}

  private StagingRule() {}

  static Decision decide(ModelState state, List<HostStatus> live, Instant now) {
    Long staging = state.getStaging();
    if (staging == null) {
      return Decision.NOTHING;
    }
    List<Report> reports =
        live.stream()
            .sorted(comparing(HostStatus::getHost))
            .flatMap(host -> report(host, state.getModel(), staging).stream())
            .toList();
    List<Report> failed = reports.stream().filter(r -> is(r, LoadState.FAILED)).toList();
    if (!failed.isEmpty()) {
      return reject(state, staging, failed, now);
    }
    String digest = digest(state, staging);
    long ready =
        reports.stream()
            .filter(r -> is(r, LoadState.READY) && r.version().getDigest().equals(digest))
            .count();
    return ready == live.size() ? flip(state, staging, reports, now) : Decision.NOTHING;
  }

  private static Optional<Report> report(HostStatus host, String model, long version) {
    return host.getVersions().stream()
        .filter(v -> v.getModel().equals(model) && v.getVersion() == version)
        .findFirst()
        .map(v -> new Report(host.getHost(), v));
  }

  private static boolean is(Report report, LoadState loaded) {
    return report.version().getState() == loaded;
  }

  private static String digest(ModelState state, long version) {
    return state.getVersions().stream()
        .filter(v -> v.getVersion() == version)
        .findFirst()
        .orElseThrow()
        .getDigest();
  }

  private static Decision reject(ModelState state, long staging, List<Report> failed, Instant now) {
    Report first = failed.get(0);
    String code = Objects.requireNonNullElse(first.version().getCode(), "UNKNOWN");
    String reason =
        Events.limited(
            "%s on host %s: %s"
                .formatted(
                    code,
                    first.host(),
                    Objects.requireNonNullElse(first.version().getReason(), "no reason given")));
    Map<String, String> evidence = evidence(failed);
    evidence.put(Events.CODE, code);
    StateChange change = new StateChange(state.getModel(), state);
    change.rejectStaging(reason);
    return decided(change, now, event(EventKind.REJECTED, staging, reason, evidence));
  }

  private static Decision flip(ModelState state, long staging, List<Report> ready, Instant now) {
    // A host that joins later loads before it takes images, so no host is as good as all ready.
    String reason =
        ready.isEmpty()
            ? "No host is alive; those that join load it before they take images."
            : "Every live host (%d) is ready.".formatted(ready.size());
    StateChange change = new StateChange(state.getModel(), state);
    change.flip();
    return decided(change, now, event(EventKind.STABLE, staging, reason, evidence(ready)));
  }

  private static ModelEvent.Builder event(
      EventKind kind, long version, String reason, Map<String, String> evidence) {
    return ModelEvent.newBuilder()
        .setKind(kind)
        .setVersion(version)
        .setActor(Events.SYNC)
        .setReason(reason)
        .setEvidence(evidence);
  }

  private static Decision decided(StateChange change, Instant now, ModelEvent.Builder event) {
    ModelState next = change.state(now);
    return new Decision(
        next,
        List.of(
            event.setModel(next.getModel()).setSequence(next.getSequence()).setAt(now).build()));
  }

  private static Map<String, String> evidence(List<Report> reports) {
    Map<String, String> evidence = new HashMap<>();
    for (Report report : reports.subList(0, Math.min(reports.size(), MAX_HOSTS))) {
      HostedVersion version = report.version();
      String host = "host." + report.host() + ".";
      put(evidence, host + "code", version.getCode());
      put(evidence, host + "reason", version.getReason());
      put(evidence, host + "provider", version.getProvider());
      put(evidence, host + "loadMillis", version.getLoadMillis());
      put(evidence, host + "alphaMicros", version.getAlphaMicros());
      put(evidence, host + "tau0Micros", version.getTau0Micros());
    }
    return evidence;
  }

  private static void put(Map<String, String> evidence, String name, @Nullable Object value) {
    if (value != null) {
      evidence.put(name, Events.limited(value.toString()));
    }
  }
}
