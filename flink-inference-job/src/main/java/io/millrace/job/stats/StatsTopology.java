package io.millrace.job.stats;

import io.millrace.job.log.OutputRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.util.OutputTag;

/** The part of the graph behind the summaries. */
public final class StatsTopology {

  private static final TypeInformation<PredictionSummary> SUMMARY =
      TypeInformation.of(PredictionSummary.class);

  /** Side output of the inference operator. */
  public static final OutputTag<PredictionSummary> SUMMARIES =
      new OutputTag<>("summaries", SUMMARY);

  private static final OutputTag<PredictionSummary> LATE =
      new OutputTag<>("late-summaries", SUMMARY);

  private StatsTopology() {}

  /** Adds windows over the summaries. */
  public static void add(
      DataStream<PredictionSummary> summaries,
      StatsWindows windows,
      String registryUrl,
      Sink<OutputRecord> statistics) {
    TypeInformation<OutputRecord> output = TypeInformation.of(OutputRecord.class);
    TypeInformation<Tally> tally = TypeInformation.of(Tally.class);
    SingleOutputStreamOperator<OutputRecord> closed =
        summaries
            .keyBy(StatsKey::of, TypeInformation.of(StatsKey.class))
            .window(TumblingEventTimeWindows.of(windows.size()))
            .allowedLateness(windows.lateness())
            .sideOutputLateData(LATE)
            .aggregate(new Tally.Counting(), new WindowStats(registryUrl), tally, tally, output)
            .name("statistics")
            .uid("statistics");
    SingleOutputStreamOperator<OutputRecord> late =
        closed
            .getSideOutput(LATE)
            .process(new LateStats(registryUrl, windows.size().toMillis()), output)
            .name("late-statistics")
            .uid("late-statistics");
    closed.sinkTo(statistics).name("prediction-stats").uid("prediction-stats");
    late.sinkTo(statistics).name("late-prediction-stats").uid("late-prediction-stats");
  }
}
