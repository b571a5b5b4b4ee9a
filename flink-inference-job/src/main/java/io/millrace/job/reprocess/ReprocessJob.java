package io.millrace.job.reprocess;

import io.millrace.job.InferenceTopology;
import io.millrace.job.log.ImageLog;
import io.millrace.job.operator.OperatorConfig;
import io.millrace.job.serving.HostConfig;
import io.millrace.job.serving.PinnedConfig;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The program that {@code flink run -c} starts to score a part of the log again. */
@Command(
    name = "reprocess",
    description =
        "Scores a part of the topic images with a version of your choice, into a topic of its own,"
            + " and ends.",
    mixinStandardHelpOptions = true,
    version = "millrace reprocess 0.1.0")
public final class ReprocessJob {

  private static final Logger LOG = LoggerFactory.getLogger(ReprocessJob.class);
  private static final int ATTEMPTS = 3;

  @Mixin private final ReprocessOptions options = new ReprocessOptions();

  private ReprocessJob() {}

  /**
   * A job that can be submitted, and what it will do.
   *
   * @param environment holds the graph
   */
  public record Prepared(ReprocessPlan plan, StreamExecutionEnvironment environment) {}

  /**
   * Runs the job on the cluster that the environment names, and waits for its end unless {@code
   * flink run} is told to detach.
   *
   * @throws IllegalArgumentException naming every problem with the options at once
   */
  public static void main(String[] args) throws Exception {
    ReprocessJob job = new ReprocessJob();
    var command = new CommandLine(job);
    if (CommandLine.printHelpIfRequested(parse(command, args))) {
      return;
    }
    Prepared prepared = job.prepare(new Configuration());
    prepared.environment().execute("millrace " + job.options.group());
  }

  /**
   * The job in an environment of the caller's making, ready to be submitted. The output topics are
   * there then.
   *
   * @param args options as on the command line
   * @param configuration settings of the job that the options do not cover
   * @throws IllegalArgumentException naming every problem with the options at once
   */
  public static Prepared prepare(List<String> args, Configuration configuration)
      throws InterruptedException {
    ReprocessJob job = new ReprocessJob();
    parse(new CommandLine(job), args.toArray(String[]::new));
    return job.prepare(configuration);
  }

  // Not System.exit: a job may be submitted inside the JobManager, which would end with it.
  private static CommandLine.ParseResult parse(CommandLine command, String[] args) {
    try {
      return command.parseArgs(args);
    } catch (ParameterException e) {
      throw new IllegalArgumentException("Wrong option of the reprocessing: " + e.getMessage(), e);
    }
  }

  private Prepared prepare(Configuration configuration) throws InterruptedException {
    ReprocessPlan plan = ReprocessPlan.of(options);
    LOG.info("{} will score {} offsets: {}", plan.pinned(), plan.range().size(), plan.range());
    Configuration settings = new Configuration(configuration);
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    // It ends either way: a version that cannot be loaded must not be tried for ever.
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, ATTEMPTS);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(2));
    var env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    options.job.enableCheckpoints(env);
    ImageLog log = options.log();
    OperatorConfig live = options.job.config();
    var host = (HostConfig) live.serving();
    var pinned = new PinnedConfig(host, plan.pinned().model(), plan.pinned().version());
    InferenceTopology.build(
        env,
        log.source(plan.range()),
        options.job.inference(live.with(pinned, options.group())),
        log.sink(plan.output()),
        log.sink(plan.deadLetters()));
    return new Prepared(plan, env);
  }
}
