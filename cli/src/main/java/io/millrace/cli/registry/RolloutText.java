package io.millrace.cli.registry;

import io.millrace.avro.Guard;
import io.millrace.avro.ModelState;
import io.millrace.avro.Promotion;
import io.millrace.avro.Rollout;
import io.millrace.avro.RolloutMode;
import io.millrace.cli.trial.GuardText;
import io.millrace.cli.trial.Share;
import io.millrace.cli.verb.TimeSpan;
import io.millrace.registry.decision.Guards;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The rollout under way: what was asked, how far it is, what comes next. */
public final class RolloutText {

  private final Rollout rollout;
  private final Instant now;

  private RolloutText(Rollout rollout, Instant now) {
    this.rollout = rollout;
    this.now = now;
  }

  /** Everything about it; nothing if none is under way. */
  static List<String> lines(ModelState model, Instant now) {
    Rollout rollout = model.getRollout();
    if (rollout == null) {
      return List.of();
    }
    var text = new RolloutText(rollout, now);
    List<String> lines = new ArrayList<>();
    lines.add(
        "Rollout of version %d, asked by %s at %s"
            .formatted(
                rollout.getVersion(), rollout.getActor(), Words.moment(rollout.getStartedAt())));
    lines.add("  plan      " + text.plan());
    lines.add("  now       " + text.stepSince());
    for (Guard guard : Guards.of(rollout)) {
      lines.add("  guard     " + GuardText.text(guard));
    }
    return lines;
  }

  /** How far it is, in one line; empty if none is under way. */
  public static String step(ModelState model, Instant now) {
    Rollout rollout = model.getRollout();
    return rollout == null ? "" : new RolloutText(rollout, now).step();
  }

  private String plan() {
    String promotion =
        rollout.getPromote() == Promotion.AUTO
            ? "then promoted by itself"
            : "then promoted by an operator";
    String sticky = rollout.getStickyBy().name().toLowerCase(Locale.ROOT);
    String every = TimeSpan.text(Duration.ofMillis(rollout.getStepMillis()));
    return switch (rollout.getMode()) {
      case CANARY ->
          "canary of %s by %s, %s each, %s".formatted(shares(), sticky, every, promotion);
      case SHADOW -> "shadow of %s by %s for %s, %s".formatted(shares(), sticky, every, promotion);
      case ALL_AT_ONCE, UNKNOWN -> "all traffic at once";
    };
  }

  private String shares() {
    return rollout.getRamp().stream().map(Share::text).collect(Collectors.joining(", "));
  }

  /** The same with the points in time. */
  private String stepSince() {
    Instant since = rollout.getStep() < 0 ? rollout.getStartedAt() : rollout.getStepSince();
    return "since %s; %s".formatted(Words.moment(since), step());
  }

  private String step() {
    int step = rollout.getStep();
    if (step < 0) {
      return "staging, given up in "
          + TimeSpan.text(Duration.between(now, rollout.getStagingDeadline()));
    }
    String arm = rollout.getMode() == RolloutMode.SHADOW ? "shadow" : "canary";
    return "%s of %s, step %d of %d, %s"
        .formatted(
            arm,
            Share.text(rollout.getRamp().get(step)),
            step + 1,
            rollout.getRamp().size(),
            next());
  }

  private String next() {
    boolean last = rollout.getStep() + 1 >= rollout.getRamp().size();
    if (last && rollout.getPromote() != Promotion.AUTO) {
      return "waits for: millrace models promote";
    }
    Instant end = rollout.getStepSince().plusMillis(rollout.getStepMillis());
    String what = last ? "promotion" : "next step";
    return end.isAfter(now)
        ? "%s in %s at the earliest".formatted(what, TimeSpan.text(Duration.between(now, end)))
        : what + " is due";
  }
}
