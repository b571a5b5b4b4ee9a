package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.report.Sample;

/** A way to score images, kept warm from one run to the next. */
public interface Loop extends AutoCloseable {

  /** Scores so many images and comes back when the last one is done. */
  Sample run(long images) throws Exception;

  @Override
  void close();
}
