package io.millrace.job.reprocess;

import io.millrace.avro.Prediction;
import io.millrace.engine.model.VersionId;
import io.millrace.job.log.OffsetRange;
import io.millrace.job.reprocess.Position.Offsets;
import io.millrace.job.serving.HostConfig;
import io.millrace.schemas.Endpoints;
import io.millrace.schemas.Topic;
import io.millrace.schemas.TopicAdmin;
import io.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * What a reprocessing will do, with nothing left open.
 *
 * @param pinned the version that scores
 * @param range the part of the log
 * @param output topic of the predictions
 * @param deadLetters topic of what cannot be scored
 */
public record ReprocessPlan(
    VersionId pinned, OffsetRange range, Topic<Prediction> output, Topic<byte[]> deadLetters) {

  /**
   * Asks the brokers and the registry, fixes both ends and makes the output topics.
   *
   * @throws IllegalArgumentException naming every problem at once; nothing has been made then
   */
  static ReprocessPlan of(ReprocessOptions options) throws InterruptedException {
    refuse(options.problems());
    Endpoints endpoints = ((HostConfig) options.job.config().serving()).endpoints();
    try (Admin admin = Admin.create(endpoints.kafka())) {
      List<String> problems = new ArrayList<>();
      Brokers brokers = new Brokers(admin);
      int partitions = brokers.partitions(Topics.IMAGES.name());
      if (partitions == 0) {
        problems.add("there is no topic images; is the stack up?");
        refuse(problems);
      }
      OffsetRange range = range(options, brokers, partitions, problems);
      PublishedVersion.check(options.pinned(), endpoints, problems);
      checkOutputs(options, brokers, partitions, problems);
      refuse(problems);
      var plan = new ReprocessPlan(options.pinned(), range, output(options), letters(options));
      var outputs = List.<Topic<?>>of(plan.output(), plan.deadLetters());
      refuse(options.job.problemsOfTheBrokers(options.log().transactionalIdPrefixes(outputs)));
      new TopicAdmin(admin, partitions).ensure(List.of(plan.output(), plan.deadLetters()));
      return plan;
    }
  }

  private static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "The options of the reprocessing do not fit: " + String.join("; ", problems));
    }
  }

  private static OffsetRange range(
      ReprocessOptions options, Brokers brokers, int partitions, List<String> problems)
      throws InterruptedException {
    String log = Topics.IMAGES.name();
    var finder =
        new RangeFinder(log, brokers.earliest(log, partitions), brokers.latest(log, partitions));
    Position from = Position.parse(options.from);
    Position to = Position.parse(options.to);
    if (from instanceof Offsets first && to instanceof Offsets last) {
      RangeFinder.checkPartitions(first, last, problems);
    }
    List<String> ofRange = new ArrayList<>();
    Map<Integer, Long> begins = offsets("--from", from, finder, brokers, ofRange);
    Map<Integer, Long> ends = offsets("--to", to, finder, brokers, ofRange);
    // Offsets that are not there cannot be compared in a way that helps anyone.
    OffsetRange range =
        ofRange.isEmpty()
            ? finder.between(begins, ends, ofRange)
            : new OffsetRange(Map.of(), Map.of());
    problems.addAll(ofRange);
    return range;
  }

  private static Map<Integer, Long> offsets(
      String option, Position position, RangeFinder finder, Brokers brokers, List<String> problems)
      throws InterruptedException {
    if (position instanceof Position.At at) {
      return brokers.at(finder.topic(), at.time(), finder.latest());
    }
    if (position instanceof Offsets written) {
      finder.check(option, written, problems);
      return written.byPartition();
    }
    return position instanceof Position.Earliest ? finder.earliest() : finder.latest();
  }

  private static void checkOutputs(
      ReprocessOptions options, Brokers brokers, int partitions, List<String> problems)
      throws InterruptedException {
    List<String> present = new ArrayList<>();
    for (String topic : List.of(options.output, options.deadLetters())) {
      int actual = brokers.partitions(topic);
      if (actual != 0 && actual != partitions) {
        problems.add(
            "--output: the topic %s has %d partitions and images %d; a prediction goes to its"
                    .formatted(topic, actual, partitions)
                + " image's partition number. Name another topic");
      } else if (actual != 0) {
        present.add(topic);
      }
    }
    if (!options.append && !options.intoPredictions && brokers.records(present) > 0) {
      problems.add(
          "--output: %s holds records already; name another topic, or say --append"
              .formatted(String.join(" or ", present)));
    }
  }

  private static Topic<Prediction> output(ReprocessOptions options) {
    Topic<Prediction> live = Topics.PREDICTIONS;
    return new Topic<>(
        options.output, live.cleanup(), live.partitioned(), live.settings(), live.valueType());
  }

  private static Topic<byte[]> letters(ReprocessOptions options) {
    Topic<byte[]> live = Topics.IMAGE_DEAD_LETTERS;
    return new Topic<>(
        options.deadLetters(), live.cleanup(), live.partitioned(), live.settings(), byte[].class);
  }
}
