package io.millrace.tests.pipeline;

import io.millrace.avro.Prediction;
import io.millrace.tests.input.BadRecord;
import io.millrace.tests.oracle.Evidence;
import io.millrace.tests.oracle.Position;
import io.millrace.tests.samples.FashionMnist;
import io.millrace.tests.stack.FlinkRest.Subtask;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.header.Header;

/**
 * What the scenario did, and what came of it.
 *
 * @param model whose versions served
 * @param sent the good images, in the order of their publication
 * @param broken the others, by where they stand
 * @param evidence what lay in the topics at the end
 * @param read what a PredictionReader returned, from the start to the end
 * @param repeatsRead how many repeats that reader dropped
 * @param subtasks the job's, at the end
 */
record Played(
    FashionMnist model,
    List<Sent> sent,
    Map<Position, Broken> broken,
    Evidence evidence,
    List<Prediction> read,
    long repeatsRead,
    List<Subtask> subtasks) {

  /**
   * A good image.
   *
   * @param id that its publisher gave it
   * @param trace value of its header traceparent
   */
  record Sent(UUID id, String source, Position at, String trace) {}

  /** A record that must end in the dead letters, with the key and headers that it had. */
  @SuppressWarnings("ArrayRecordComponent") // compared never
  record Broken(BadRecord bad, byte[] key, List<Header> headers) {}
}
