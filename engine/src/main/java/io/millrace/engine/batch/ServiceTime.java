package io.millrace.engine.batch;

/** How long a run takes: {@code S(b) = alpha * b + tau0}, all in nanoseconds. */
public interface ServiceTime {

  /** Per image. */
  double alpha();

  /** Per run. */
  double tau0();

  /** The 99th percentile of a run's time above its prediction. */
  double margin();

  default double predict(int images) {
    return alpha() * images + tau0();
  }

  /** A service time that does not change. */
  record Known(double alpha, double tau0, double margin) implements ServiceTime {}
}
