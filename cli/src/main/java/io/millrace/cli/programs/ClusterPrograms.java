package io.millrace.cli.programs;

import io.millrace.cli.cluster.ClusterStack;
import io.millrace.cli.cluster.FlinkJars;
import io.millrace.cli.cluster.RestException;
import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.terminal.UserError;
import io.millrace.ingest.http.HttpGateway;
import io.millrace.registry.RegistrySync;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The programs of Millrace that run in this process beside a cluster of others, which owns them.
 * The job is the cluster's own.
 */
public final class ClusterPrograms {

  private final ClusterStack stack;
  private final DataDirectory directory;
  private final ProgramStart start;

  /**
   * Nothing is started yet.
   *
   * @param failed is told when a program that had started cannot go on
   */
  public ClusterPrograms(ClusterStack stack, DataDirectory directory, Consumer<UserError> failed) {
    this.stack = stack;
    this.directory = directory;
    this.start = new ProgramStart(directory, stack.endpoints(), failed);
  }

  /** Starts the registry sync, which makes the topics; returns when it is ready. */
  public RegistrySync startSync() {
    return stack.own("model-registry-sync", start::sync);
  }

  /**
   * Hands the inference job to the cluster, or takes up the one that it has kept; the job is ended
   * with a savepoint when the stack is closed.
   *
   * @param choice what is to be chosen about it
   */
  public void startJob(JobChoice choice) {
    stack.own(
        "inference-job",
        () -> {
          try {
            Path savepoint = directory.folderFor("flink").resolve("last-savepoint");
            return ClusterJob.start(stack, FlinkJars.find(), savepoint, choice);
          } catch (RestException | IOException e) {
            throw UserError.failed("the inference job was not started: " + e.getMessage(), e);
          }
        });
  }

  /** Starts the HTTP gateway; returns its base URL. */
  public String startGateway() {
    HttpGateway gateway = stack.own("http-gateway", () -> start.gateway(stack.gatewayPort()));
    return "http://127.0.0.1:" + gateway.port();
  }
}
