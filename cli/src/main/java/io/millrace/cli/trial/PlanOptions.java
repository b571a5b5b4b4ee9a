package io.millrace.cli.trial;

import io.millrace.avro.ArmKey;
import io.millrace.avro.Guard;
import io.millrace.avro.Promotion;
import io.millrace.cli.terminal.UserError;
import io.millrace.cli.verb.TimeSpan;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.registry.client.RolloutPlan.InvalidPlanException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a version is put in service: all at once where none of these options is given. */
public final class PlanOptions {

  @Option(
      names = "--canary",
      paramLabel = "SHARE",
      converter = Share.class,
      description = "Only this share of the images goes to it at first, such as 10%% or 0.5%%.")
  private @Nullable Integer canary;

  @Option(
      names = "--ramp",
      paramLabel = "SHARE,…",
      converter = Share.Ramp.class,
      description = "The shares of the canary, growing, such as 10,25,50,100 (per cent).")
  private @Nullable List<Integer> ramp;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "How long each step of the trial lasts at least (default: 5m).")
  private @Nullable Duration every;

  @Option(
      names = "--shadow",
      paramLabel = "SHARE",
      arity = "0..1",
      fallbackValue = "100%",
      converter = Share.Signed.class,
      description =
          "It scores this share of the images too (100%% where none is given), into"
              + " shadow-predictions; nobody relies on it.")
  private @Nullable Integer shadow;

  @Option(
      names = "--sticky",
      paramLabel = "image|source",
      converter = Word.Sticky.class,
      description =
          "What decides whether an image is in the share (default: image); source: each source"
              + " sees one version.")
  private @Nullable ArmKey sticky;

  @Option(
      names = "--guard",
      paramLabel = "GUARD",
      converter = GuardText.class,
      description = {
        "What must hold during the trial, or it is rolled back by itself; can be repeated:",
        "'METRIC<=LIMIT[,window=10s][,min-samples=100][,windows=2]'.",
        "Metrics: failure-rate, nan-rate, p99-ratio, confidence-drop, label-psi, and for a"
            + " shadow 'agreement>=LIMIT'. Quote it, or write METRIC:LIMIT."
      })
  private List<Guard> guards = List.of();

  @Option(
      names = "--promote",
      paramLabel = "auto|manual",
      converter = Word.Promoter.class,
      description =
          "Who puts it in service after the last step (default: manual, by: millrace models"
              + " promote).")
  private @Nullable Promotion promote;

  @Option(
      names = "--staging-timeout",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description = "Give it up where a host is not ready after this long (default: 10m).")
  private @Nullable Duration stagingTimeout;

  /**
   * The plan.
   *
   * @throws UserError naming everything that does not go together
   */
  public RolloutPlan plan(long version) {
    List<String> problems = problems();
    if (!problems.isEmpty()) {
      throw UserError.refused(String.join(" ", problems));
    }
    RolloutPlan plan = paced(traffic(version));
    try {
      var unused = plan.action(); // says what cannot be carried out before anything is asked
      return plan;
    } catch (InvalidPlanException e) {
      throw UserError.refused(String.valueOf(e.getMessage()), e);
    }
  }

  private boolean isTrial() {
    return canary != null || ramp != null || shadow != null;
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (shadow != null && (canary != null || ramp != null)) {
      problems.add("A version is a canary (--canary, --ramp) or a shadow (--shadow), not both.");
    }
    if (canary != null && ramp != null && ramp.get(0) < canary) {
      problems.add(
          "--ramp begins with %s, less than the %s of --canary."
              .formatted(Share.text(ramp.get(0)), Share.text(canary)));
    }
    List<String> idle = isTrial() ? List.of() : trialOnly();
    if (!idle.isEmpty()) {
      problems.add(
          "%s: only for a trial; add --canary or --shadow.".formatted(String.join(", ", idle)));
    }
    return problems;
  }

  private List<String> trialOnly() {
    List<String> given = new ArrayList<>();
    if (every != null) {
      given.add("--every");
    }
    if (sticky != null) {
      given.add("--sticky");
    }
    if (!guards.isEmpty()) {
      given.add("--guard");
    }
    if (promote != null) {
      given.add("--promote");
    }
    return given;
  }

  private RolloutPlan traffic(long version) {
    if (shadow != null) {
      return RolloutPlan.shadow(version, shadow);
    }
    return isTrial()
        ? RolloutPlan.canary(version, shares().toArray(Integer[]::new))
        : RolloutPlan.allAtOnce(version);
  }

  /** The first share may be given by either option, or by both. */
  private List<Integer> shares() {
    List<Integer> shares = new ArrayList<>(ramp == null ? List.of() : ramp);
    if (canary != null && (shares.isEmpty() || !shares.get(0).equals(canary))) {
      shares.add(0, canary);
    }
    return shares;
  }

  private RolloutPlan paced(RolloutPlan traffic) {
    RolloutPlan plan = every == null ? traffic : traffic.every(every);
    plan = stagingTimeout == null ? plan : plan.stagedWithin(stagingTimeout);
    plan = sticky == null ? plan : plan.stickyBy(sticky);
    plan = promote == null ? plan : plan.promoted(promote);
    for (Guard guard : guards) {
      plan = plan.guardedBy(guard);
    }
    return plan;
  }
}
