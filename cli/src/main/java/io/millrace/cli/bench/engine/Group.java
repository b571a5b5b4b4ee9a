package io.millrace.cli.bench.engine;

import io.millrace.cli.bench.report.Row;
import java.util.List;
import java.util.function.Consumer;

/** Rows that are measured together. */
interface Group {

  /** What it measures, for the heading above its rows. */
  String title();

  /**
   * Measures.
   *
   * @param done told each row as soon as it is known
   */
  List<Row> measure(Consumer<Row> done) throws Exception;
}
