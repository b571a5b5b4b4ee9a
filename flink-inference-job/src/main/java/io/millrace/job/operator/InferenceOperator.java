package io.millrace.job.operator;

import io.millrace.avro.ImageEvent;
import io.millrace.avro.Prediction;
import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.Caller;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawRecord;
import io.millrace.job.operator.OperatorConfig.ColdStart;
import io.millrace.job.serving.Serving;
import io.millrace.schemas.DeadLetterCause;
import io.millrace.schemas.Topics;
import io.millrace.schemas.serde.AvroDecoder;
import io.millrace.schemas.serde.AvroEncoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Scores images in micro-batches and emits in input order.
 *
 * <p>All of it runs on the task thread: the engine's threads only leave a mail that something is
 * done. At most {@code maxInFlight} images are under way, and no more than the engine has room for,
 * which bounds how long a checkpoint barrier waits for them.
 */
final class InferenceOperator extends AbstractStreamOperator<OutputRecord>
    implements OneInputStreamOperator<RawRecord, OutputRecord> {

  private static final long serialVersionUID = 1L;

  /** How long a wait for the registry or a model lasts before it looks again, milliseconds. */
  private static final long PAUSE_MILLIS = 200;

  private final OperatorConfig operatorConfig;
  private final transient Causes causes;
  private final transient MailboxExecutor mailbox;
  private final transient ArrayDeque<Pending> pending = new ArrayDeque<>();
  private final transient Runnable wake = this::mailDrain;

  private transient SchemaRegistry registry;
  private transient Serving host;
  private transient Caller caller;
  private transient Intake intake;
  private transient Outputs outputs;
  private transient Shadows shadows;
  private transient Trials trials;
  private transient Counter predictions;
  private transient Counter deadLetters;

  InferenceOperator(
      StreamOperatorParameters<OutputRecord> parameters, OperatorConfig operatorConfig) {
    super(parameters);
    this.operatorConfig = operatorConfig;
    this.causes = new Causes(operatorConfig.groupId());
    this.mailbox = parameters.getMailboxExecutor();
  }

  /**
   * Waits for the first model, and for a schema registry that does not answer, here, where no
   * checkpoint can start and a cancellation interrupts, and not at the first image: at a model's
   * absence the job would fail with the checkpoint timeout, at the registry's with the first
   * prediction.
   */
  @Override
  public void open() throws Exception {
    super.open();
    registry = new SchemaRegistry(operatorConfig.registryUrl());
    host = operatorConfig.serving().acquire();
    host.addListener(wake);
    host.showMetrics(jobMetrics());
    caller = host.newCaller(wake);
    intake =
        new Intake(
            new AvroDecoder<>(registry, ImageEvent.class),
            host,
            caller,
            causes,
            operatorConfig,
            this::pause);
    outputs =
        new Outputs(new AvroEncoder<>(registry, Topics.PREDICTIONS.subject(), Prediction.class));
    shadows = new Shadows(this::newShadowCaller, operatorConfig.maxInFlight(), getMetricGroup());
    trials = new Trials(intake, outputs, causes, shadows, this::emitAside, getMetricGroup());
    predictions = getMetricGroup().counter("millrace_predictions");
    deadLetters = getMetricGroup().counter("millrace_dead_letters");
    getMetricGroup().gauge("millrace_in_flight", pending::size);
    outputs.awaitSchema();
    if (operatorConfig.coldStart() == ColdStart.HOLD) {
      host.awaitRoute(operatorConfig.defaultModel());
    } else {
      host.awaitCaughtUp();
    }
  }

  private Caller newShadowCaller() {
    return host.newBackgroundCaller(wake);
  }

  /** The group of this job in this TaskManager, which outlives each single task. */
  private MetricGroup jobMetrics() {
    return getContainingTask().getEnvironment().getMetricGroup().parent();
  }

  @Override
  public void processElement(StreamRecord<RawRecord> element) throws Exception {
    boolean waits = false;
    while (pending.size() >= operatorConfig.maxInFlight() || !caller.hasRoom()) {
      waits = true;
      shadows.imagesWait(true);
      mailbox.yield();
    }
    shadows.imagesWait(waits);
    Pending taken = intake.take(element.getValue());
    pending.add(taken);
    trials.begin(taken);
    drain();
  }

  @Override
  public void processWatermark(Watermark watermark) throws Exception {
    pending.add(new Pending.Mark(watermark));
    drain();
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    flush(CloseReason.CHECKPOINT);
  }

  @Override
  public void finish() throws Exception {
    flush(CloseReason.END_OF_INPUT);
    super.finish();
  }

  private void flush(CloseReason why) throws Exception {
    caller.flush(why);
    drain();
    while (!pending.isEmpty()) {
      mailbox.yield();
      caller.flush(why); // what a canary has failed on is under way again
    }
  }

  /** Lets other mails run until something may have changed. */
  private void pause() throws InterruptedException {
    host.throwIfFailed();
    long at = getProcessingTimeService().getCurrentProcessingTime() + PAUSE_MILLIS;
    ScheduledFuture<?> timer = getProcessingTimeService().registerTimer(at, timestamp -> {});
    mailbox.yield();
    timer.cancel(false);
  }

  private void mailDrain() {
    try {
      mailbox.execute(this::drain, "emit finished images");
    } catch (RejectedExecutionException e) {
      // The task is ending and its mailbox closed; nothing is emitted any more.
      LOG.debug("A finished batch came after the end of its task.", e);
    }
  }

  private void drain() throws Exception {
    host.throwIfFailed();
    trials.proceed();
    for (Pending head = pending.peek(); head != null && head.isDone(); head = pending.peek()) {
      if (!emit(head)) {
        return;
      }
      pending.remove();
    }
  }

  /** False where it is under way again. */
  private boolean emit(Pending head) throws Exception {
    if (head instanceof Pending.Mark mark) {
      super.processWatermark(mark.watermark());
    } else if (head instanceof Pending.Condemned condemned) {
      emitDeadLetter(condemned.raw(), condemned.cause());
    } else if (head instanceof Pending.Scoring scoring) {
      return emit(scoring);
    }
    return true;
  }

  private boolean emit(Pending.Scoring scoring) {
    Ending ending = Ending.of(scoring, outputs, causes);
    if (ending instanceof Ending.Predicted predicted) {
      OutputRecord prediction = predicted.prediction();
      output.collect(new StreamRecord<>(prediction, prediction.timestamp()));
      predictions.inc();
      trials.scored(scoring);
    } else if (ending instanceof Ending.GivenUp givenUp) {
      if (trials.takeBack(scoring, givenUp)) {
        return false;
      }
      emitDeadLetter(scoring.raw(), givenUp.cause());
    } else if (ending instanceof Ending.Lost lost) {
      // Nothing is known against the image: fail the task, the source gives it again.
      throw new IllegalStateException(
          "The engine failed: " + lost.why().message(), lost.why().cause());
    }
    return true;
  }

  private void emitAside(OutputRecord record) {
    output.collect(
        InferenceOperatorFactory.SHADOWS, new StreamRecord<>(record, record.timestamp()));
  }

  private void emitDeadLetter(RawRecord raw, DeadLetterCause cause) {
    OutputRecord letter = Outputs.deadLetter(raw, cause);
    output.collect(
        InferenceOperatorFactory.DEAD_LETTERS, new StreamRecord<>(letter, letter.timestamp()));
    deadLetters.inc();
  }

  /** Also after a failed {@link #open}: whatever was acquired is given back. */
  @Override
  public void close() throws Exception {
    if (trials != null) {
      trials.close();
    }
    if (caller != null) {
      caller.close();
    }
    if (host != null) {
      host.removeListener(wake);
      operatorConfig.serving().release();
    }
    if (registry != null) {
      registry.close();
    }
    super.close();
  }
}
