package io.millrace.job.stats;

/** Whose predictions are counted together. */
public record StatsKey(String source, String model, long version) {

  static StatsKey of(PredictionSummary summary) {
    return new StatsKey(summary.source(), summary.model(), summary.version());
  }
}
