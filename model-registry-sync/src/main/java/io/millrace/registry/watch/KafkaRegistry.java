package io.millrace.registry.watch;

import io.millrace.avro.ModelEvent;
import io.millrace.avro.ModelState;
import io.millrace.engine.model.VersionId;
import io.millrace.registry.client.ModelCommands;
import io.millrace.registry.client.Outcome;
import io.millrace.registry.client.RegistryView;
import io.millrace.registry.client.Terms;
import io.millrace.registry.client.UploadProgress;
import io.millrace.registry.client.VersionFiles;
import io.millrace.schemas.Endpoints;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Commands and states over the topics, like any other client. */
final class KafkaRegistry implements Registry {

  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final ModelCommands commands;
  private final RegistryView view;

  KafkaRegistry(Endpoints endpoints) {
    commands = new ModelCommands(endpoints, DirectoryWatch.NAME);
    view = new RegistryView(endpoints);
  }

  @Override
  public Map<String, ModelState> models() {
    return view.models();
  }

  @Override
  public List<ModelEvent> history() {
    return view.history();
  }

  @Override
  public Outcome publish(VersionFiles files) throws InterruptedException {
    return answer(commands.publish(files, UploadProgress.SILENT, because("is in the directory")));
  }

  @Override
  public void rollout(VersionId version) throws InterruptedException {
    commands.rollout(
        version.model(), version.version(), because("is the one that the policy serves"));
  }

  @Override
  public Outcome retire(VersionId version) throws InterruptedException {
    return answer(
        commands.retire(
            version.model(), version.version(), because("was removed from the directory")));
  }

  private Outcome answer(UUID command) {
    return view.await(command, ANSWER, event -> {});
  }

  private static Terms because(String what) {
    return new Terms("the version " + what, null);
  }

  @Override
  public void close() {
    try {
      commands.close();
    } finally {
      view.close();
    }
  }
}
