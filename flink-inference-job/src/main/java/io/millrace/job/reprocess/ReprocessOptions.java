package io.millrace.job.reprocess;

import io.millrace.engine.model.VersionId;
import io.millrace.job.JobOptions;
import io.millrace.job.log.ImageLog;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a reprocessing; those of the inference job mean the same here. */
public final class ReprocessOptions {

  private static final Pattern PIN = Pattern.compile("(.+)=(\\d{1,18})");
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,230}");

  @Mixin JobOptions job = new JobOptions();

  @Option(
      names = "--from",
      paramLabel = "POSITION",
      defaultValue = "earliest",
      description =
          "Where to begin: earliest, a time (the first image of each partition with this timestamp or"
              + " a later one), or PARTITION:OFFSET,… (default: ${DEFAULT-VALUE}).")
  String from = "earliest";

  @Option(
      names = "--to",
      paramLabel = "POSITION",
      defaultValue = "latest",
      description =
          "Where to end, itself not included: latest (what is there at the start), a time, or"
              + " PARTITION:OFFSET,… (default: ${DEFAULT-VALUE}).")
  String to = "latest";

  @Option(
      names = "--pin",
      required = true,
      paramLabel = "MODEL=VERSION",
      description =
          "The version that scores; in service or not. Images of other models are passed over.")
  String pin = "";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "TOPIC",
      description =
          "Topic of the predictions, with as many partitions as images; made if it is missing. Dead"
              + " letters go to TOPIC-dead-letters.")
  String output = "";

  @Option(
      names = "--append",
      description = "Write behind what the output topic holds already; otherwise it must be empty.")
  boolean append;

  @Option(
      names = "--into-predictions",
      description =
          "Allow --output predictions, where consumers of the live job take these for repeats or for"
              + " news.")
  boolean intoPredictions;

  /** What can be said without asking anyone; none if it fits. */
  List<String> problems() {
    List<String> problems = new ArrayList<>(job.problems());
    if (position(from, "--from", problems) instanceof Position.Latest) {
      problems.add("--from cannot be latest: nothing would be left to read");
    }
    if (position(to, "--to", problems) instanceof Position.Earliest) {
      problems.add("--to cannot be earliest: nothing would be read");
    }
    if (!PIN.matcher(pin).matches() || pinned(pin) == null) {
      problems.add(
          "--pin '%s' is no MODEL=VERSION, as in fashion-mnist=2; versions count from 1"
              .formatted(pin));
    }
    checkOutput(problems);
    return problems;
  }

  private static @Nullable Position position(String text, String option, List<String> problems) {
    try {
      return Position.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(option + ": " + e.getMessage());
      return null;
    }
  }

  private void checkOutput(List<String> problems) {
    boolean live = output.equals(Topics.PREDICTIONS.name());
    if (!TOPIC.matcher(output).matches()) {
      problems.add(
          "--output '%s' is no name of a topic: up to 230 of the characters a-z A-Z 0-9 . _ -"
              .formatted(output));
    } else if (live && !intoPredictions) {
      problems.add(
          "--output is the topic of the live job; its consumers would take the predictions for"
              + " their own. Name another, or say --into-predictions");
    } else if (!live && Topics.ALL.stream().map(Topic::name).anyMatch(output::equals)) {
      problems.add("--output %s is a topic of Millrace's own; name another".formatted(output));
    }
    if (intoPredictions && !live) {
      problems.add("--into-predictions goes with --output predictions only");
    }
  }

  private static @Nullable VersionId pinned(String text) {
    Matcher matcher = PIN.matcher(text);
    long version = matcher.matches() ? Long.parseLong(matcher.group(2)) : 0;
    return version < 1 || matcher.group(1).isBlank()
        ? null
        : new VersionId(matcher.group(1), version);
  }

  /** The version that scores. */
  VersionId pinned() {
    VersionId version = pinned(pin);
    if (version == null) {
      throw new IllegalStateException("Asked for before the problems were looked at.");
    }
    return version;
  }

  /** Consumer group, which commits nothing, and prefix of transaction ids: one per output. */
  String group() {
    return "reprocess-" + output;
  }

  /** The ends of the job in Kafka. */
  ImageLog log() {
    return job.log().withGroup(group());
  }

  String deadLetters() {
    return output + "-dead-letters";
  }
}
