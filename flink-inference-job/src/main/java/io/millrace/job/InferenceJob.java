package io.millrace.job;

import io.millrace.job.InferenceTopology.Images;
import io.millrace.job.stats.StatsTopology;
import io.millrace.job.stats.StatsWindows;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program that {@code flink run} starts. */
@Command(
    name = "inference-job",
    description = "Scores the images of the topic images and writes the topic predictions.",
    mixinStandardHelpOptions = true,
    version = "millrace inference-job 0.1.0")
public final class InferenceJob {

  @Mixin private final JobOptions options = new JobOptions();

  private InferenceJob() {}

  /**
   * Submits the job to the cluster that the environment names.
   *
   * @throws IllegalArgumentException naming every problem with the options at once
   */
  public static void main(String[] args) throws Exception {
    InferenceJob job = new InferenceJob();
    CommandLine command = new CommandLine(job);
    if (CommandLine.printHelpIfRequested(parse(command, args))) {
      return;
    }
    var env = checked(job.options, new Configuration());
    env.execute("millrace " + job.options.groupId);
  }

  /**
   * The job in an environment of the caller's making, ready to be submitted.
   *
   * @param args options as on the command line
   * @param configuration settings of the job that the options do not cover
   * @throws IllegalArgumentException naming every problem with the options at once
   * @throws IllegalStateException if the brokers have to be asked, for exactly-once, and do not
   *     answer
   */
  public static StreamExecutionEnvironment environment(
      List<String> args, Configuration configuration) {
    return checked(options(args), configuration);
  }

  /** The same without asking the brokers. */
  static StreamExecutionEnvironment unchecked(List<String> args, Configuration configuration) {
    return environment(options(args), configuration);
  }

  private static JobOptions options(List<String> args) {
    InferenceJob job = new InferenceJob();
    ParseResult parsed = parse(new CommandLine(job), args.toArray(String[]::new));
    if (CommandLine.printHelpIfRequested(parsed)) {
      throw new IllegalArgumentException("Help was asked for where a job was.");
    }
    return job.options;
  }

  private static StreamExecutionEnvironment checked(
      JobOptions options, Configuration configuration) {
    refuse(options.problems());
    refuse(options.problemsOfTheBrokers(options.log().transactionalIdPrefixes()));
    return environment(options, configuration);
  }

  private static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "The options of the inference job do not fit: " + String.join("; ", problems));
    }
  }

  // Not System.exit: a job may be submitted inside the JobManager, which would end with it.
  private static ParseResult parse(CommandLine command, String[] args) {
    try {
      return command.parseArgs(args);
    } catch (ParameterException e) {
      throw new IllegalArgumentException("Wrong option of the inference job: " + e.getMessage(), e);
    }
  }

  private static StreamExecutionEnvironment environment(
      JobOptions options, Configuration configuration) {
    refuse(options.problems());
    Configuration settings = new Configuration(configuration);
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    var env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    options.enableCheckpoints(env);
    var log = options.log();
    var inference = options.inference(options.config());
    StatsWindows windows = options.statistics.windows();
    if (windows == null) {
      var scored =
          InferenceTopology.build(
              env, log.source(), inference, log.predictions(), log.deadLetters());
      InferenceTopology.shadows(scored, log.shadowPredictions());
      return env;
    }
    var images = new Images(log.source(), windows.watermarks());
    var scored =
        InferenceTopology.build(
            env, images, inference.withStatistics(windows), log.predictions(), log.deadLetters());
    InferenceTopology.shadows(scored, log.shadowPredictions());
    StatsTopology.add(
        scored.getSideOutput(StatsTopology.SUMMARIES),
        windows,
        options.schemaRegistry,
        log.statistics());
    return env;
  }
}
