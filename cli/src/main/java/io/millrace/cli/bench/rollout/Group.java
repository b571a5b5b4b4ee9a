package io.millrace.cli.bench.rollout;

import io.millrace.cli.bench.report.Row;
import java.util.List;
import java.util.function.Consumer;

/** Rows that are measured together. */
interface Group {

  String title();

  /** Measures; tells each row as soon as it is known, and returns all of them. */
  List<Row> measure(Consumer<Row> done) throws Exception;
}
