package io.millrace.tests.stack;

import io.millrace.registry.client.ModelCommands;
import io.millrace.registry.client.Outcome;
import io.millrace.registry.client.RegistryView;
import io.millrace.registry.client.Terms;
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
