package io.millrace.job;

import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawRecord;
import io.millrace.job.operator.InferenceOperatorFactory;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The graph: source, operator and sinks, all of equal parallelism and so one chain.
 *
 * <p>Every operator has a uid, because a savepoint finds its state by that.
 */
public final class InferenceTopology {

  private InferenceTopology() {}

  /** Adds the graph to an environment; the environment's settings are the caller's. */
  public static void build(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> images,
      InferenceOperatorFactory inference,
      Sink<OutputRecord> predictions,
      Sink<OutputRecord> shadowPredictions,
      Sink<OutputRecord> deadLetters) {
    SingleOutputStreamOperator<OutputRecord> scored =
        env.fromSource(images, WatermarkStrategy.noWatermarks(), "images")
            .uid("images")
            .transform("inference", TypeInformation.of(OutputRecord.class), inference)
            .uid("inference");
    scored.sinkTo(predictions).name("predictions").uid("predictions");
    scored
        .getSideOutput(InferenceOperatorFactory.SHADOWS)
        .sinkTo(shadowPredictions)
        .name("shadow-predictions")
        .uid("shadow-predictions");
    scored
        .getSideOutput(InferenceOperatorFactory.DEAD_LETTERS)
        .sinkTo(deadLetters)
        .name("dead-letters")
        .uid("dead-letters");
  }
}
