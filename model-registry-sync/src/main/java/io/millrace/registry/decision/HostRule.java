package io.millrace.registry.decision;

import static java.util.Comparator.comparing;

import io.millrace.avro.Arm;
import io.millrace.avro.Candidate;
import io.millrace.avro.EventKind;
import io.millrace.avro.HostStatus;
import io.millrace.avro.LoadState;
import io.millrace.avro.ModelState;
import io.millrace.avro.Rollout;
import io.millrace.avro.RolloutMode;
import io.millrace.avro.VersionStatus;
import io.millrace.registry.decision.Ruling.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the reports of the hosts lead to.
 *
 * <p>A staged version takes traffic, or goes on trial, as soon as every live host can serve it; one
 * that a host refuses never does. A host that joins during a trial has the same say.
 */
final class HostRule {

  /** Failures of the host, or of the way to the files; another attempt may succeed. */
  private static final Set<String> MAY_PASS = Set.of("HOST", "UNREACHABLE", "MISSING");

  private final ModelState state;
  private final List<HostReport> reports;
  private final Instant now;

  private HostRule(ModelState state, List<HostReport> reports, Instant now) {
    this.state = state;
    this.reports = reports;
    this.now = now;
  }

  static Ruling decide(ModelState state, List<HostStatus> live, Instant now) {
    Long staging = state.getStaging();
    Candidate candidate = state.getCandidate();
    Long version = staging != null || candidate == null ? staging : (Long) candidate.getVersion();
    if (version == null) {
      return Ruling.NOTHING;
    }
    List<HostReport> reports =
        live.stream()
            .sorted(comparing(HostStatus::getHost))
            .map(host -> HostReport.of(host, state, version))
            .toList();
    HostRule rule = new HostRule(state, reports, now);
    return staging != null ? rule.staging(staging) : rule.onTrial(version);
  }

  private Ruling staging(long version) {
    HostReport failed = firstFailed();
    if (failed != null) {
      return failed(version, failed);
    }
    List<HostReport> notReady = reports.stream().filter(report -> !report.isReady()).toList();
    if (notReady.isEmpty()) {
      return moveTraffic(version);
    }
    Rollout rollout = state.getRollout();
    boolean late = rollout != null && !now.isBefore(rollout.getStagingDeadline());
    return late ? timeout(version, rollout, notReady) : Ruling.NOTHING;
  }

  private Ruling onTrial(long version) {
    HostReport failed = firstFailed();
    return failed == null ? Ruling.NOTHING : failed(version, failed);
  }

  /** One that says something of the version, before one that may pass. */
  private @Nullable HostReport firstFailed() {
    return reports.stream()
        .filter(r -> r.is(LoadState.FAILED))
        .min(comparing(HostRule::mayPass))
        .orElse(null);
  }

  private static boolean mayPass(HostReport failed) {
    String code = failed.code();
    return code != null && MAY_PASS.contains(code);
  }

  private Ruling failed(long version, HostReport first) {
    String code = Objects.requireNonNullElse(first.code(), "UNKNOWN");
    String reason =
        Events.limited(
            "%s on host %s: %s"
                .formatted(
                    code,
                    first.host(),
                    Objects.requireNonNullElse(first.reason(), "no reason given")));
    Map<String, String> evidence =
        HostReport.evidence(reports.stream().filter(r -> r.is(LoadState.FAILED)).toList());
    evidence.put(Events.CODE, code);
    boolean mayPass = mayPass(first);
    StateChange change = new StateChange(state.getModel(), state);
    if (state.getStaging() == null) {
      change.endTrial(mayPass ? VersionStatus.ROLLED_BACK : VersionStatus.REJECTED, reason);
    } else if (mayPass) {
      change.failStaging(reason);
    } else {
      change.rejectStaging(reason);
    }
    EventKind kind = mayPass ? EventKind.ROLLED_BACK : EventKind.REJECTED;
    return Ruling.change(change, now, new Why(kind, version, reason, evidence));
  }

  private Ruling moveTraffic(long version) {
    // A host that joins later loads before it takes images, so no host is as good as all ready.
    String ready =
        reports.isEmpty()
            ? "No host is alive; those that join load it before they take images."
            : "Every live host (%d) is ready.".formatted(reports.size());
    Map<String, String> evidence = HostReport.evidence(reports);
    StateChange change = new StateChange(state.getModel(), state);
    Rollout rollout = state.getRollout();
    if (rollout == null || Rollouts.mode(state) == RolloutMode.ALL_AT_ONCE) {
      change.flip();
      return Ruling.change(change, now, new Why(EventKind.STABLE, version, ready, evidence));
    }
    Arm arm = rollout.getMode() == RolloutMode.SHADOW ? Arm.SHADOW : Arm.CANARY;
    int permille = rollout.getRamp().get(0);
    change.startTrial(arm, permille, now);
    evidence.putAll(TrialRule.share(permille));
    String what = arm == Arm.SHADOW ? "scores %d ‰ of the images too" : "takes %d ‰ of the images";
    String reason = "%s It %s.".formatted(ready, what.formatted(permille));
    return Ruling.change(change, now, new Why(TrialRule.kind(arm), version, reason, evidence));
  }

  private Ruling timeout(long version, Rollout rollout, List<HostReport> notReady) {
    List<String> states =
        notReady.stream().map(report -> report.host() + " (" + report.stage() + ")").toList();
    Duration waited = Duration.between(rollout.getStartedAt(), rollout.getStagingDeadline());
    String reason =
        Events.limited(
            "TIMEOUT: after %d s, %d of %d live hosts are not ready: %s."
                .formatted(
                    waited.toSeconds(),
                    notReady.size(),
                    reports.size(),
                    String.join(", ", states)));
    Map<String, String> evidence = new HashMap<>(HostReport.evidence(notReady));
    evidence.put(Events.CODE, "TIMEOUT");
    StateChange change = new StateChange(state.getModel(), state);
    change.failStaging(reason);
    return Ruling.change(change, now, new Why(EventKind.ROLLED_BACK, version, reason, evidence));
  }
}
