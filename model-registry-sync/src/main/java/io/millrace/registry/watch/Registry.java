package io.millrace.registry.watch;

import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.engine.model.VersionId;
import io.millrace.registry.client.Outcome;
import io.millrace.registry.client.VersionFiles;
import java.util.List;
import java.util.Map;

/** The registry as the watch asks it; what fails for now throws and is asked again. */
interface Registry extends AutoCloseable {

  Map<String, ModelState> models();

  List<ModelEvent> history();

  Outcome publish(VersionFiles files) throws InterruptedException;

  /** Does not wait for the rollout to end. */
  void rollout(VersionId version) throws InterruptedException;

  Outcome retire(VersionId version) throws InterruptedException;

  @Override
  void close();
}
