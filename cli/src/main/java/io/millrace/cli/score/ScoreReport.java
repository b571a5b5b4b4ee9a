package io.millrace.cli.score;

import io.millrace.cli.terminal.Console;
import io.millrace.engine.host.LoadOutcome;
import io.millrace.engine.model.VersionId;
import io.millrace.engine.outcome.Outcome;
import io.millrace.engine.outcome.Outcome.Failed;
import io.millrace.engine.outcome.Outcome.Scored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What the verb prints: a line per image, and for people a summary. */
final class ScoreReport {

  private final Console console;
  private final boolean json;
  private final ScoreJson lines;
  private final long began = System.nanoTime();
  private int scored;
  private int failed;

  ScoreReport(Console console, boolean json, VersionId version) {
    this.console = console;
    this.json = json;
    this.lines = new ScoreJson(version);
  }

  int failed() {
    return failed;
  }

  void outcome(Path image, Outcome outcome) {
    if (outcome instanceof Scored result) {
      scored++;
      console.say(json ? lines.scored(image, result) : ScoreText.line(image, result));
    } else if (outcome instanceof Failed failure) {
      fail(image, failure.code().name(), failure.message());
    }
  }

  void unreadable(Path image, IOException why) {
    fail(image, "UNREADABLE", "the file cannot be read: " + why);
  }

  /** People find it on standard error; a program finds every image on standard output. */
  private void fail(Path image, String code, String message) {
    failed++;
    if (json) {
      console.say(lines.failed(image, code, message));
    } else {
      console.complain("%s: %s: %s".formatted(image, code, message));
    }
  }

  void summary(LoadOutcome.Ready model, String whyThere) {
    double seconds = (System.nanoTime() - began) / 1e9;
    console.say(
        String.format(
            Locale.ROOT,
            "Scored %d images%s in %.2f s (%.0f a second) with %s on %s: %s.",
            scored,
            failed == 0 ? "" : ", failed " + failed,
            seconds,
            (scored + failed) / seconds,
            model.id(),
            model.provider(),
            whyThere));
    console.say(
        String.format(
            Locale.ROOT,
            "Loaded, checked and warmed up in %d ms; a run takes %.0f µs and %.0f µs per image.",
            model.loadMillis(),
            model.tau0Micros(),
            model.alphaMicros()));
  }
}
