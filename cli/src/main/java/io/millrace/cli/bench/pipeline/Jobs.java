package io.millrace.cli.bench.pipeline;

import io.millrace.job.InferenceTopology;
import io.millrace.job.JobOptions;
import io.millrace.job.log.ImageLog;
import io.millrace.job.log.OffsetRange;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.operator.InferenceOperatorFactory;
import io.millrace.job.operator.OperatorConfig;
import io.millrace.job.serving.ServingSource;
import io.millrace.schemas.Endpoints;
import java.nio.file.Path;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import picocli.CommandLine;

/** The jobs of the bench, over a part of the log. */
record Jobs(Endpoints endpoints, Stand.Setup setup) {

  /** The product's job with its defaults, as {@code millrace up} starts it. */
  StreamGraph inference(OffsetRange images) {
    JobOptions options = options();
    return inference(options.log(), options.config(), images, setup.parallelism());
  }

  /** The same job of one task with other models than those of the registry. */
  StreamGraph inference(OffsetRange images, ServingSource models) {
    JobOptions options = options();
    return inference(options.log(), options.config().with(models, "bench"), images, 1);
  }

  private StreamGraph inference(
      ImageLog log, OperatorConfig config, OffsetRange images, int parallelism) {
    var env = environment(true, parallelism);
    InferenceTopology.build(
        env,
        log.source(images),
        new InferenceOperatorFactory(config),
        log.predictions(),
        log.deadLetters());
    return named(env, "bench");
  }

  /** The job that people write first: a map that scores one record after the other. */
  StreamGraph naive(OffsetRange images, Path model, int side, int channels) {
    ImageLog log = options().log();
    var env = environment(false, setup.parallelism());
    env.fromSource(log.source(images), WatermarkStrategy.noWatermarks(), "images")
        .map(new NaiveMap(endpoints.registryUrl(), model.toString(), side, channels))
        .returns(OutputRecord.class)
        .sinkTo(log.sink(BenchTopics.NAIVE));
    return named(env, "bench-naive");
  }

  private JobOptions options() {
    return CommandLine.populateCommand(
        new JobOptions(),
        "--bootstrap-servers",
        endpoints.bootstrapServers(),
        "--schema-registry",
        endpoints.registryUrl(),
        "--default-model",
        "cnn28",
        "--group-id",
        "bench",
        "--workers",
        String.valueOf(setup.workers()),
        "--checkpoint-interval",
        "2s");
  }

  private static StreamExecutionEnvironment environment(boolean objectReuse, int parallelism) {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    settings.set(PipelineOptions.OBJECT_REUSE, objectReuse);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    // A job that fails shall fail the bench, and not begin again.
    settings.setString("restart-strategy.type", "none");
    var env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.enableCheckpointing(2_000);
    return env;
  }

  private static StreamGraph named(StreamExecutionEnvironment env, String name) {
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(name);
    return graph;
  }
}
