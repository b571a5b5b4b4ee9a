package io.millrace.registry.topology;

import io.millrace.avro.ModelState;
import java.util.Collection;

/**
 * What Kafka holds when a task starts; asked anew at each start. Where Kafka does not answer, it
 * throws a {@link org.apache.kafka.common.errors.RetriableException}.
 */
public interface TaskStart {

  /** Offset behind the last report that is in {@code model-status}. */
  long statusEnd();

  /** The last committed state of each model in {@code model-registry}. */
  Collection<ModelState> published();
}
