package io.millrace.cli.demo;

import io.millrace.cli.terminal.UserError;
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
 * Puts versions of the demo's model into service as an operator would.
 *
 * @param model directory of the model, with a directory for each version
 */
record Rollouts(Endpoints endpoints, Path model) {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * Publishes a version, rolls it out and returns when all traffic has moved.
   *
   * @throws UserError saying why it did not
   */
  void putInService(long version) {
    VersionFiles files = VersionFiles.in(model.resolve(String.valueOf(version)));
    try (var commands = new ModelCommands(endpoints, "demo");
        var view = new RegistryView(endpoints)) {
      await(view, commands.publish(files, UploadProgress.SILENT, Terms.NONE), "published");
      await(view, commands.rollout(files.model(), version, Terms.NONE), "put in service");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("Interrupted while version %d was rolled out.".formatted(version), e);
    }
  }

  private static void await(RegistryView view, UUID command, String what) {
    Outcome outcome = view.await(command, PATIENCE, event -> {});
    if (outcome instanceof Outcome.NotDone refused) {
      throw UserError.failed(
          "The demo's model was not %s: %s".formatted(what, refused.event().getReason()));
    }
    if (outcome instanceof Outcome.Pending) {
      throw UserError.failed(
          "The demo's model was not %s within %d s.".formatted(what, PATIENCE.toSeconds()));
    }
  }
}
