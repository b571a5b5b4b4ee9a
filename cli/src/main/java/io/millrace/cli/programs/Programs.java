package io.millrace.cli.programs;

import io.millrace.cli.stack.DataDirectory;
import io.millrace.cli.stack.EmbeddedStack;
import io.millrace.ingest.http.HttpGateway;
import io.millrace.schemas.Endpoints;

/** The programs of Millrace, running on an embedded stack that owns them. */
public final class Programs {

  private final EmbeddedJob job;
  private final HttpGateway gateway;

  private Programs(EmbeddedJob job, HttpGateway gateway) {
    this.job = job;
    this.gateway = gateway;
  }

  /**
   * Starts all three on a stack that is ready; the stack owns them and closes them first.
   *
   * @param choice what is to be chosen about the job
   */
  public static Programs start(EmbeddedStack stack, DataDirectory directory, JobChoice choice) {
    var reached = stack.endpoints(null);
    var endpoints = new Endpoints(reached.bootstrapServers(), reached.registryUrl());
    return start(stack, directory, endpoints, choice);
  }

  /**
   * The same for programs that reach broker and registry in a way of their own, through a proxy for
   * example.
   */
  public static Programs start(
      EmbeddedStack stack, DataDirectory directory, Endpoints endpoints, JobChoice choice) {
    var start = new ProgramStart(directory, endpoints, stack::fail);
    stack.own("model-registry-sync", start::sync);
    EmbeddedJob job = stack.own("inference-job", () -> start.job(stack.flink(), choice));
    return new Programs(job, stack.own("http-gateway", () -> start.gateway(stack.gatewayPort())));
  }

  /** Base URL of the gateway. */
  public String gatewayUrl() {
    return "http://127.0.0.1:" + gateway.port();
  }

  /** Whether the job has its first model and takes images. */
  public boolean isServing() {
    return job.isServing();
  }
}
