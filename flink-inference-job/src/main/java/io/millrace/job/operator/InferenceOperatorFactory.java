package io.millrace.job.operator;

import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawRecord;
import io.millrace.job.stats.StatsTopology;
import io.millrace.job.stats.StatsWindows;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.util.OutputTag;

/** Creates the operator where it can have the mailbox of its task. */
public final class InferenceOperatorFactory extends AbstractStreamOperatorFactory<OutputRecord>
    implements OneInputStreamOperatorFactory<RawRecord, OutputRecord> {

  private static final long serialVersionUID = 1L;

  /** Side output of the records that could not be scored. */
  public static final OutputTag<OutputRecord> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(OutputRecord.class));

  /** Side output of what versions on trial say aside, and of what they failed on. */
  public static final OutputTag<OutputRecord> SHADOWS =
      new OutputTag<>("shadow-predictions", TypeInformation.of(OutputRecord.class));

  private final OperatorConfig config;
  private Extras extras = Extras.NONE;

  /**
   * An operator for a job.
   *
   * @param config what the job is told
   */
  public InferenceOperatorFactory(OperatorConfig config) {
    this.config = config;
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  /** Has the operator emit summaries to {@link StatsTopology#SUMMARIES}. */
  public InferenceOperatorFactory withStatistics(StatsWindows windows) {
    extras = extras.withStatistics(windows);
    return this;
  }

  /** Has the operator run on a GPU that the cluster offers, where it offers one. */
  public InferenceOperatorFactory withGpusOf(GpuOffer offer) {
    extras = extras.withGpus(offer);
    return this;
  }

  /** Tells the operator that its images end. */
  public InferenceOperatorFactory bounded() {
    extras = extras.thatAreBounded();
    return this;
  }

  /** Has the operator keep in a folder what is under way, for the case that its process dies. */
  public InferenceOperatorFactory withCrashJournal(Path folder) {
    extras = extras.withCrashJournal(folder.toString());
    return this;
  }

  /**
   * Has the operator end the job where it was restored from a checkpoint that is not its last.
   *
   * @param bootstrapServers brokers who know where the job's group stands
   */
  public InferenceOperatorFactory withRewindGuard(String bootstrapServers) {
    extras = extras.withRewindGuard(bootstrapServers);
    return this;
  }

  /** Has the operator complain when no checkpoint has been complete for so long. */
  public InferenceOperatorFactory withCheckpointAlarm(Duration alarm) {
    extras = extras.withCheckpointAlarm(alarm);
    return this;
  }

  @Override
  // The signature is Flink's, and T is always the one class below.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T extends StreamOperator<OutputRecord>> T createStreamOperator(
      StreamOperatorParameters<OutputRecord> parameters) {
    return (T) new InferenceOperator(parameters, config, extras);
  }

  @Override
  @SuppressWarnings("rawtypes") // the signature of Flink's interface
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return InferenceOperator.class;
  }
}
