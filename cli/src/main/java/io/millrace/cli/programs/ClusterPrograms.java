package io.millrace.cli.programs;

import io.millrace.cli.cluster.ClusterStack;
import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.terminal.UserError;
import io.millrace.ingest.http.HttpGateway;
import io.millrace.registry.RegistrySync;
import java.util.function.Consumer;

/**
 * The programs of Millrace that run in this process beside a cluster of others, which owns them.
 * The job is the cluster's own.
 */
public final class ClusterPrograms {

  private final ClusterStack stack;
  private final ProgramStart start;

  /**
   * Nothing is started yet.
   *
   * @param failed is told when a program that had started cannot go on
   */
  public ClusterPrograms(ClusterStack stack, DataDirectory directory, Consumer<UserError> failed) {
    this.stack = stack;
    this.start = new ProgramStart(directory, stack.endpoints(), failed);
  }

  /** Starts the registry sync, which makes the topics; returns when it is ready. */
  public RegistrySync startSync() {
    return stack.own("model-registry-sync", start::sync);
  }

  /** Starts the HTTP gateway; returns its base URL. */
  public String startGateway() {
    HttpGateway gateway = stack.own("http-gateway", () -> start.gateway(stack.gatewayPort()));
    return "http://127.0.0.1:" + gateway.port();
  }
}
