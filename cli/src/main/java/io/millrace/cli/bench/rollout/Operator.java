package io.millrace.cli.bench.rollout;

import io.millrace.avro.ModelEvent;
import io.millrace.engine.model.ModelBundle;
import io.millrace.registry.client.ModelCommands;
import io.millrace.registry.client.Outcome;
import io.millrace.registry.client.RegistryView;
import io.millrace.registry.client.RolloutPlan;
import io.millrace.registry.client.Terms;
import io.millrace.registry.client.UploadProgress;
import io.millrace.registry.client.VersionFiles;
import io.millrace.schemas.Endpoints;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Asks for versions as the verbs of {@code millrace models} do. For one thread. */
final class Operator implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final ModelCommands commands;
  private final RegistryView view;

  Operator(Endpoints endpoints) {
    commands = new ModelCommands(endpoints, "millrace bench");
    view = new RegistryView(endpoints);
  }

  /** Returns when the version is known. */
  void publish(ModelBundle bundle) throws InterruptedException {
    UUID command =
        commands.publish(VersionFiles.in(bundle.directory()), UploadProgress.SILENT, Terms.NONE);
    await(command, new ArrayList<>());
  }

  /** Returns what was decided until the version serves, or has gone back. */
  List<ModelEvent> rollout(String model, RolloutPlan plan) throws InterruptedException {
    List<ModelEvent> events = new ArrayList<>();
    await(commands.rollout(model, plan, Terms.NONE), events);
    return events;
  }

  /** All at once; throws if the version does not come to serve. */
  List<ModelEvent> putInService(String model, long version) throws InterruptedException {
    List<ModelEvent> events = new ArrayList<>();
    UUID command = commands.rollout(model, version, Terms.NONE);
    require(await(command, events));
    return events;
  }

  /** Returns when the version before serves again. */
  ModelEvent rollback(String model) throws InterruptedException {
    List<ModelEvent> events = new ArrayList<>();
    require(await(commands.rollback(model, null, Terms.NONE), events));
    return events.get(events.size() - 1);
  }

  List<ModelEvent> history() {
    return view.history();
  }

  private Outcome await(UUID command, List<ModelEvent> events) {
    Outcome outcome = view.await(command, PATIENCE, events::add);
    if (outcome instanceof Outcome.Pending) {
      throw new IllegalStateException("nothing came of a command of the bench; last: " + outcome);
    }
    return outcome;
  }

  private static void require(Outcome outcome) {
    if (outcome instanceof Outcome.NotDone refused) {
      throw new IllegalStateException("the bench was refused: " + refused.event());
    }
  }

  /** A moment of this machine's wall clock on the other clock. */
  static long nanos(Instant moment) {
    Duration ago = Duration.between(moment, Instant.now());
    return System.nanoTime() - TimeUnit.NANOSECONDS.convert(ago);
  }

  @Override
  public void close() {
    commands.close();
    view.close();
  }
}
