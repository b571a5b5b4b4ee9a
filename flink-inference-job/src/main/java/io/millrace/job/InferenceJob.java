package io.millrace.job;

import io.millrace.job.operator.InferenceOperatorFactory;
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
    var env = environment(job.options, new Configuration());
    env.execute("millrace " + job.options.groupId);
  }

  /**
   * The job in an environment of the caller's making, ready to be submitted.
   *
   * @param args options as on the command line
   * @param configuration settings of the job that the options do not cover
   * @throws IllegalArgumentException naming every problem with the options at once
   */
  public static StreamExecutionEnvironment environment(
      List<String> args, Configuration configuration) {
    InferenceJob job = new InferenceJob();
    ParseResult parsed = parse(new CommandLine(job), args.toArray(String[]::new));
    if (CommandLine.printHelpIfRequested(parsed)) {
      throw new IllegalArgumentException("Help was asked for where a job was.");
    }
    return environment(job.options, configuration);
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
    List<String> problems = options.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "The options of the inference job do not fit: " + String.join("; ", problems));
    }
    Configuration settings = new Configuration(configuration);
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    var env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.enableCheckpointing(options.checkpointInterval.toMillis());
    var log = options.log();
    InferenceTopology.build(
        env,
        log.source(),
        new InferenceOperatorFactory(options.config()),
        log.predictions(),
        log.shadowPredictions(),
        log.deadLetters());
    return env;
  }
}
