package io.millrace.ingest.http;

import java.util.Optional;

/** Whether images can be taken now. */
@FunctionalInterface
public interface Readiness {

  /** What is in the way, in one sentence. */
  Optional<String> problem();
}
