package io.millrace.cli.programs;

import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.stack.EmbeddedFlink;
import io.millrace.cli.terminal.UserError;
import io.millrace.ingest.http.GatewayStartException;
import io.millrace.ingest.http.HttpGateway;
import io.millrace.ingest.http.HttpOptions;
import io.millrace.registry.RegistrySync;
import io.millrace.registry.SyncOptions;
import io.millrace.registry.SyncStartException;
import io.millrace.schemas.Endpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Starts each program as its own main would.
 *
 * @param failed is told when a program that had started cannot go on
 */
record ProgramStart(DataDirectory directory, Endpoints endpoints, Consumer<UserError> failed) {

  /** Partitions of the topics, where they are created. */
  private static final int PARTITIONS = 4;

  private static final Duration SYNC_START = Duration.ofSeconds(30);

  RegistrySync sync() {
    try {
      var options = new SyncOptions(directory.folderFor("registry-sync"), PARTITIONS, Map.of());
      RegistrySync sync = RegistrySync.start(endpoints, options, this::syncIs);
      if (!sync.awaitReady(SYNC_START)) {
        sync.close();
        throw UserError.failed(
            "model-registry-sync is not ready after %d s; see %s"
                .formatted(SYNC_START.toSeconds(), directory.logFile()));
      }
      return sync;
    } catch (SyncStartException e) {
      throw UserError.failed(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("Interrupted while model-registry-sync started.", e);
    }
  }

  private void syncIs(RegistrySync.State state) {
    if (state == RegistrySync.State.FAILED) {
      failed.accept(
          UserError.failed("model-registry-sync cannot go on; see " + directory.logFile()));
    }
  }

  EmbeddedJob job(EmbeddedFlink flink, JobChoice choice) {
    try {
      var savepoint = directory.folderFor("flink").resolve("last-savepoint");
      EmbeddedJob job = EmbeddedJob.submit(flink, savepoint, endpoints, choice);
      job.onFailure(
          reason ->
              failed.accept(
                  UserError.failed(
                      "the inference job failed: %s; see %s"
                          .formatted(reason, directory.logFile()))));
      return job;
    } catch (IOException e) {
      throw UserError.failed("the inference job was not started: " + e.getMessage(), e);
    }
  }

  HttpGateway gateway(int port) {
    try {
      return HttpGateway.start(endpoints, new HttpOptions("127.0.0.1", port));
    } catch (GatewayStartException e) {
      throw UserError.refused(String.valueOf(e.getMessage()), e);
    }
  }
}
