package io.millrace.job;

import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawRecord;
import io.millrace.job.operator.InferenceOperatorFactory;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Boundedness;
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
  public static SingleOutputStreamOperator<OutputRecord> build(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> images,
      InferenceOperatorFactory inference,
      Sink<OutputRecord> predictions,
      Sink<OutputRecord> deadLetters) {
    var marked = new Images(images, WatermarkStrategy.noWatermarks());
    return build(env, marked, inference, predictions, deadLetters);
  }

  /**
   * The same with watermarks.
   *
   * @return the operator, for whoever wants more of its side outputs
   */
  public static SingleOutputStreamOperator<OutputRecord> build(
      StreamExecutionEnvironment env,
      Images images,
      InferenceOperatorFactory inference,
      Sink<OutputRecord> predictions,
      Sink<OutputRecord> deadLetters) {
    if (images.source().getBoundedness() == Boundedness.BOUNDED) {
      inference.bounded();
    }
    SingleOutputStreamOperator<OutputRecord> scored =
        env.fromSource(images.source(), images.watermarks(), "images")
            .uid("images")
            .transform("inference", TypeInformation.of(OutputRecord.class), inference)
            .uid("inference");
    scored.sinkTo(predictions).name("predictions").uid("predictions");
    scored
        .getSideOutput(InferenceOperatorFactory.DEAD_LETTERS)
        .sinkTo(deadLetters)
        .name("dead-letters")
        .uid("dead-letters");
    return scored;
  }

  /** Adds what versions on trial say aside; for a job whose versions the registry chooses. */
  static void shadows(
      SingleOutputStreamOperator<OutputRecord> scored, Sink<OutputRecord> shadowPredictions) {
    scored
        .getSideOutput(InferenceOperatorFactory.SHADOWS)
        .sinkTo(shadowPredictions)
        .name("shadow-predictions")
        .uid("shadow-predictions");
  }

  /** Where images come from, and how far event time is with them. */
  public record Images(Source<RawRecord, ?, ?> source, WatermarkStrategy<RawRecord> watermarks) {}
}
