package io.millrace.job.operator;

import io.millrace.engine.batch.CloseReason;
import io.millrace.engine.host.Caller;
import io.millrace.engine.outcome.ModelOutput;
import io.millrace.job.delivery.RewindGuard;
import io.millrace.job.journal.CrashJournal;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.log.RawRecord;
import io.millrace.job.operator.OperatorConfig.ColdStart;
import io.millrace.job.serving.Serving;
import io.millrace.job.serving.ServingHosts;
import io.millrace.job.serving.ServingSource;
import io.millrace.job.stats.PredictionSummary;
import io.millrace.job.stats.StatsTopology;
import io.millrace.job.stats.StatsWindows;
import io.millrace.schemas.DeadLetterCause;
import io.millrace.schemas.serde.EnvelopeDecoder;
import io.millrace.schemas.serde.SchemaRegistry;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

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
  private final Extras extras;
  private final transient Causes causes;
  private final transient MailboxExecutor mailbox;
  private final transient ArrayDeque<Pending> pending = new ArrayDeque<>();
  private final transient Runnable wake = this::mailDrain;
  private final transient AtomicBoolean mailed = new AtomicBoolean();

  private transient SeenSequences seen = SeenSequences.keptNowhere();
  private transient CheckpointTime checkpointTime = CheckpointTime.keptNowhere();
  private transient SchemaRegistry registry;
  private transient ServingSource serving;
  private transient Serving host;
  private transient Caller caller;
  private transient Intake intake;
  private transient Outputs outputs;
  private transient Shadows shadows;
  private transient Trials trials;
  private transient CrashJournal journal;
  private transient CheckpointWatch checkpoints;
  private transient RewindGuard rewinds = RewindGuard.none();
  private transient long lastWatermark;
  private transient Tally predictions;
  private transient Tally deadLetters;
  private transient Tally passedOver;

  InferenceOperator(
      StreamOperatorParameters<OutputRecord> parameters,
      OperatorConfig operatorConfig,
      Extras extras) {
    super(parameters);
    this.operatorConfig = operatorConfig;
    this.extras = extras;
    this.causes = new Causes(operatorConfig.groupId());
    this.mailbox = parameters.getMailboxExecutor();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    if (context.isRestored()) {
      rewinds = RewindGuard.of(extras.rewindGuard(), operatorConfig.groupId());
    }
    if (!extras.bounded()) {
      seen = SeenSequences.restore(context.getOperatorStateStore());
      checkpointTime = CheckpointTime.restore(context.getOperatorStateStore());
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    seen.snapshot(host.sequences());
    checkpointTime.snapshot(getProcessingTimeService().getCurrentProcessingTime());
    journal.snapshot(context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    checkpoints.completed(checkpointId);
    journal.completed(checkpointId);
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
    lastWatermark = Long.MIN_VALUE;
    registry = new SchemaRegistry(operatorConfig.registryUrl());
    ServingHosts.endWith(getRuntimeContext());
    serving = operatorConfig.serving();
    if (extras.gpus() != null) {
      serving = extras.gpus().place(serving, getRuntimeContext());
    }
    host = serving.acquire();
    host.addListener(wake);
    host.showMetrics(jobMetrics());
    caller = host.newCaller(wake);
    intake =
        new Intake(
            new EnvelopeDecoder(registry), host, caller, causes, operatorConfig, this::pause);
    outputs = new Outputs(PredictionEncoder.await(registry));
    shadows = new Shadows(this::newShadowCaller, operatorConfig.maxInFlight(), getMetricGroup());
    trials = new Trials(intake, outputs, causes, shadows, this::emitAside, getMetricGroup());
    predictions = Tally.of(Tally.PREDICTIONS, getRuntimeContext());
    deadLetters = Tally.of(Tally.DEAD_LETTERS, getRuntimeContext());
    passedOver = Tally.of(Tally.PASSED_OVER, getRuntimeContext());
    getMetricGroup().gauge("millrace_in_flight", pending::size);
    checkpoints = checkpointWatch();
    journal = CrashJournal.in(extras.crashJournal(), operatorConfig.groupId());
    host.awaitSequences(seen.floor());
    if (operatorConfig.coldStart() == ColdStart.HOLD) {
      host.awaitRoute(operatorConfig.defaultModel());
    }
  }

  private CheckpointWatch checkpointWatch() {
    var clock = getProcessingTimeService();
    int attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
    long since = checkpointTime.since(attempt, clock.getCurrentProcessingTime());
    return new CheckpointWatch(clock, since, extras.checkpointAlarm(), getMetricGroup());
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
    RawRecord raw = element.getValue();
    rewinds.check(raw.partition(), raw.offset());
    int deaths = journal.deaths(raw.partition(), raw.offset());
    if (deaths == 0) {
      take(raw);
      drain();
    } else {
      takeSuspect(raw, deaths);
    }
  }

  private void take(RawRecord raw) throws InterruptedException {
    journal.begin(raw.partition(), raw.offset());
    Pending taken = intake.take(raw);
    pending.add(taken);
    trials.begin(taken);
  }

  /**
   * Of several images that a process has died with, one may be guilty: each is run with no other
   * suspect under way in this process, so that the next death names it.
   */
  private void takeSuspect(RawRecord raw, int deaths) throws Exception {
    flush(CloseReason.IDLE);
    if (deaths >= CrashJournal.DEADLY) {
      LOG.error(
          "Partition {} offset {} is quarantined: {} processes have died with it.",
          raw.partition(),
          raw.offset(),
          deaths);
      pending.add(new Pending.Condemned(raw, causes.nativeCrash(raw, deaths)));
      drain();
      return;
    }
    ServingHosts.SUSPECTS.acquire();
    try {
      take(raw);
      flush(CloseReason.IDLE);
    } finally {
      ServingHosts.SUSPECTS.release();
    }
  }

  /** A watermark that closes a window of statistics does not wait for a batch to fill. */
  @Override
  public void processWatermark(Watermark watermark) throws Exception {
    pending.add(new Pending.Mark(watermark));
    StatsWindows windows = extras.statistics();
    if (windows != null && windows.endBetween(lastWatermark, watermark.getTimestamp())) {
      caller.flush(CloseReason.WINDOW);
    }
    lastWatermark = watermark.getTimestamp();
    drain();
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    pending.add(new Pending.Status(status));
    drain();
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    flush(CloseReason.CHECKPOINT);
    checkpoints.begun(checkpointId);
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

  /** One mail is enough for all that is done before it is read. */
  private void mailDrain() {
    if (!mailed.compareAndSet(false, true)) {
      return;
    }
    try {
      mailbox.execute(this::readMail, "emit finished images");
    } catch (RejectedExecutionException e) {
      // The task is ending and its mailbox closed; nothing is emitted any more.
      LOG.debug("A finished batch came after the end of its task.", e);
    }
  }

  private void readMail() throws Exception {
    mailed.set(false);
    drain();
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
    } else if (head instanceof Pending.Status status) {
      super.processWatermarkStatus(status.status());
    } else if (head instanceof Pending.Condemned condemned) {
      emitDeadLetter(condemned.raw(), condemned.cause());
      ended(condemned.raw());
    } else if (head instanceof Pending.Scoring scoring) {
      return emit(scoring);
    } else if (head instanceof Pending.PassedOver over) {
      passedOver.inc();
      ended(over.raw());
    }
    return true;
  }

  private void ended(RawRecord raw) {
    journal.end(raw.partition(), raw.offset());
  }

  private boolean emit(Pending.Scoring scoring) {
    Ending ending = Ending.of(scoring, outputs, causes);
    if (ending instanceof Ending.Predicted predicted) {
      OutputRecord prediction = predicted.prediction();
      output.collect(new StreamRecord<>(prediction, prediction.timestamp()));
      predictions.inc();
      if (extras.statistics() != null) {
        emitSummary(scoring, predicted.output());
      }
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
    ended(scoring.raw());
    return true;
  }

  private void emitAside(OutputRecord record) {
    output.collect(
        InferenceOperatorFactory.SHADOWS, new StreamRecord<>(record, record.timestamp()));
  }

  private void emitSummary(Pending.Scoring scoring, ModelOutput said) {
    output.collect(
        StatsTopology.SUMMARIES,
        PredictionSummary.of(
            scoring.envelope().source().text(),
            scoring.scorer().id(),
            said,
            scoring.raw().timestamp()));
  }

  private void emitDeadLetter(RawRecord raw, DeadLetterCause cause) {
    OutputRecord letter = DeadLetters.of(raw, cause);
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
      serving.release();
    }
    if (registry != null) {
      registry.close();
    }
    if (journal != null) {
      journal.close();
    }
    super.close();
  }
}
