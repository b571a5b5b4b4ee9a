package io.millrace.job.operator;

import io.millrace.avro.Arm;
import io.millrace.engine.outcome.FailureCode.Fault;
import io.millrace.engine.outcome.Outcome;
import io.millrace.job.log.OutputRecord;
import io.millrace.job.operator.Ending.GivenUp;
import io.millrace.job.operator.Ending.Lost;
import io.millrace.job.operator.Ending.Predicted;
import io.millrace.job.operator.Pending.Scoring;
import io.millrace.job.serving.Trial;
import io.millrace.schemas.DeadLetterCause;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Keeps versions on trial from doing harm.
 *
 * <p>An image that a canary fails on by its own fault is scored by the version in service and keeps
 * its place among the others; a shadow scores along, and nobody waits for it. Every failure is told
 * aside, so that whoever judges the version can count it. For the task's thread.
 */
final class Trials {

  private final Intake intake;
  private final Outputs outputs;
  private final Causes causes;
  private final Shadows shadows;
  private final Consumer<OutputRecord> aside;
  private final List<Scoring> canaries = new ArrayList<>();
  private final Counter canaryFailures;
  private final Counter shadowPredictions;
  private final Counter shadowFailures;

  /**
   * None yet.
   *
   * @param aside takes the records of {@link InferenceOperatorFactory#SHADOWS}
   */
  Trials(
      Intake intake,
      Outputs outputs,
      Causes causes,
      Shadows shadows,
      Consumer<OutputRecord> aside,
      MetricGroup metrics) {
    this.intake = intake;
    this.outputs = outputs;
    this.causes = causes;
    this.shadows = shadows;
    this.aside = aside;
    this.canaryFailures = metrics.counter("millrace_canary_failures");
    this.shadowPredictions = metrics.counter("millrace_shadow_predictions");
    this.shadowFailures = metrics.counter("millrace_shadow_failures");
  }

  /** Something was taken in. */
  void begin(Pending taken) {
    if (taken instanceof Scoring scoring && scoring.scorer().arm() == Arm.CANARY) {
      canaries.add(scoring);
    }
  }

  /**
   * An image was scored and emitted: only now may a shadow have it, so that the two never compete.
   */
  void scored(Scoring scoring) {
    Trial trial = scoring.route().trial();
    if (trial != null && trial.scoresAlong(scoring.envelope())) {
      shadows.offer(scoring, trial);
    }
  }

  /** Something may be through: emits what shadows say, takes back what canaries failed on. */
  void proceed() {
    if (!canaries.isEmpty()) {
      canaries.removeIf(this::isThrough);
    }
    for (Scoring next = shadows.poll(); next != null; next = shadows.poll()) {
      emitAside(next);
    }
  }

  /**
   * Takes an image back from a canary that failed on it by its own fault, for the version in
   * service to score.
   *
   * @return false: there is no other version to score it, or another would do no better
   */
  boolean takeBack(Scoring scoring, GivenUp ending) {
    if (scoring.scorer().arm() != Arm.CANARY || ending.fault() != Fault.MODEL) {
      return false;
    }
    tellFailure(scoring, ending.cause());
    canaryFailures.inc();
    intake.again(scoring);
    return true;
  }

  void close() {
    shadows.close();
  }

  /** At once, not when its turn to be emitted comes: one after another they would be slow. */
  private boolean isThrough(Scoring scoring) {
    if (!scoring.isDone()) {
      return false;
    }
    if (scoring.ticket().outcome() instanceof Outcome.Failed
        && Ending.of(scoring, outputs, causes) instanceof GivenUp ending) {
      takeBack(scoring, ending);
    }
    return true;
  }

  private void emitAside(Scoring shadow) {
    Ending ending = Ending.of(shadow, outputs, causes);
    if (ending instanceof Predicted predicted) {
      aside.accept(predicted.prediction());
      shadowPredictions.inc();
    } else if (ending instanceof GivenUp failed && failed.fault() == Fault.MODEL) {
      tellFailure(shadow, failed.cause());
      shadowFailures.inc();
    } else if (ending instanceof Lost) {
      shadows.drop();
    }
    // An image that cannot be decoded says nothing about the version.
  }

  private void tellFailure(Scoring scoring, DeadLetterCause cause) {
    aside.accept(Outputs.trialFailure(scoring, cause));
  }
}
