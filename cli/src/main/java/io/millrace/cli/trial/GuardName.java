package io.millrace.cli.trial;

import io.millrace.avro.GuardMetric;
import io.millrace.cli.terminal.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The names of the metrics on the command line. */
enum GuardName {
  FAILURE_RATE(GuardMetric.FAILURE_RATE, true),
  NAN_RATE(GuardMetric.NAN_RATE, true),
  P99_RATIO(GuardMetric.LATENCY_P99_RATIO, false),
  AGREEMENT(GuardMetric.AGREEMENT, true),
  CONFIDENCE_DROP(GuardMetric.CONFIDENCE_DROP, true),
  LABEL_PSI(GuardMetric.LABEL_PSI, false);

  private final GuardMetric metric;
  private final boolean share;

  GuardName(GuardMetric metric, boolean share) {
    this.metric = metric;
    this.share = share;
  }

  GuardMetric metric() {
    return metric;
  }

  /** Whether it is a share, which people write in per cent. */
  boolean isShare() {
    return share;
  }

  /** How its good values stand to the limit. */
  String good() {
    return this == AGREEMENT ? ">=" : "<=";
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<GuardName> of(GuardMetric metric) {
    return Arrays.stream(values()).filter(name -> name.metric == metric).findFirst();
  }

  static Optional<GuardName> of(String text) {
    return Arrays.stream(values()).filter(name -> name.text().equals(text)).findFirst();
  }

  static Optional<String> nearest(String typed) {
    return Nearest.to(typed, all());
  }

  static List<String> all() {
    return Arrays.stream(values()).map(GuardName::text).toList();
  }
}
