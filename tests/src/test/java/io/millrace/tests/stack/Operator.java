package io.millrace.tests.stack;

import io.millrace.registry.client.ModelCommands;
import io.millrace.registry.client.Outcome;
import io.millrace.registry.client.RegistryView;
import io.millrace.registry.client.Terms;
import io.millrace.registry.client.UploadPlan;
import io.millrace.registry.client.UploadProgress;
import io.millrace.registry.client.VersionFiles;
import io.millrace.schemas.Endpoints;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * Puts versions in service, as an operator does.
 *
 * @param model directory of the model, with a directory for each version
 */
public record Operator(Endpoints endpoints, Path model) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Publishes a version, rolls it out, and returns when all traffic has moved. */
  public void putInService(long version) {
    VersionFiles files = VersionFiles.in(model.resolve(String.valueOf(version)));
    try (var commands = new ModelCommands(endpoints, "test");
        var view = new RegistryView(endpoints)) {
      await(view, commands.publish(files, UploadProgress.SILENT, Terms.NONE));
      await(view, commands.rollout(files.model(), version, Terms.NONE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while a version was put in service.", e);
    }
  }

  /**
   * Publishes a version, asks for it to be rolled out, and waits for what comes of it.
   *
   * @param directory that of the version
   */
  public Outcome tryOut(Path directory, UploadPlan plan, Duration patience)
      throws InterruptedException {
    VersionFiles files = VersionFiles.in(directory);
    try (var commands = new ModelCommands(endpoints, "test");
        var view = new RegistryView(endpoints)) {
      await(view, commands.publish(files, plan, UploadProgress.SILENT, Terms.NONE));
      UUID rollout = commands.rollout(files.model(), files.version(), Terms.NONE);
      return view.await(rollout, patience, event -> {});
    }
  }

  /** Asks for a version that is published to be rolled out; what comes of it is seen later. */
  public UUID ask(String name, long version) throws InterruptedException {
    try (var commands = new ModelCommands(endpoints, "test")) {
      return commands.rollout(name, version, Terms.NONE);
    }
  }

  /** Waits for what comes of a command. */
  public Outcome outcome(UUID command, Duration patience) {
    try (var view = new RegistryView(endpoints)) {
      return view.await(command, patience, event -> {});
    }
  }

  /** Publishes a version and leaves it at that. */
  public void publish(long version) {
    try (var commands = new ModelCommands(endpoints, "test");
        var view = new RegistryView(endpoints)) {
      VersionFiles files = VersionFiles.in(model.resolve(String.valueOf(version)));
      await(view, commands.publish(files, UploadProgress.SILENT, Terms.NONE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while a version was published.", e);
    }
  }

  private static void await(RegistryView view, UUID command) {
    Outcome outcome = view.await(command, PATIENCE, event -> {});
    if (!(outcome instanceof Outcome.Done)) {
      throw new AssertionError("The version was not put in service: " + outcome);
    }
  }
}
