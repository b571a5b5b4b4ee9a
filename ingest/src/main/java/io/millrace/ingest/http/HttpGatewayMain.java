package io.millrace.ingest.http;

import io.millrace.schemas.Endpoints;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The gateway as a process of its own. It exits with 1 after a failure, 2 where it cannot start.
 */
@Command(
    name = "http-gateway",
    description = "Takes images over HTTP and publishes them: POST /v1/images?source=NAME.",
    mixinStandardHelpOptions = true,
    versionProvider = HttpGatewayMain.Version.class,
    sortOptions = false)
public final class HttpGatewayMain implements Callable<Integer> {

  private static final int FAILURE = 1;
  private static final int UNUSABLE = 2;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT,…",
      defaultValue = "localhost:9092",
      description = "Kafka brokers (default: ${DEFAULT-VALUE}).")
  private String bootstrapServers = "";

  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      defaultValue = "http://localhost:8080/apis/ccompat/v7",
      description = "Confluent-compatible schema registry (default: ${DEFAULT-VALUE}).")
  private String schemaRegistry = "";

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on, 0.0.0.0 for all (default: ${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8088",
      description = "Port to listen on, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Version of the jar that runs. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = HttpGatewayMain.class.getPackage().getImplementationVersion();
      return new String[] {"http-gateway " + (version == null ? "(no release)" : version)};
    }
  }

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new HttpGatewayMain())
        .setParameterExceptionHandler((e, args) -> explain(e))
        .setExecutionExceptionHandler((e, command, parsed) -> explain(e, command));
  }

  private static int explain(ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println(e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    return UNUSABLE;
  }

  private static int explain(Exception e, CommandLine command) {
    command.getErr().println(e instanceof GatewayStartException ? e.getMessage() : e.toString());
    return e instanceof GatewayStartException ? UNUSABLE : FAILURE;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(
          spec.commandLine(), "--port must be 0 to 65535, not %d".formatted(port));
    }
    HttpGateway gateway =
        HttpGateway.start(
            new Endpoints(bootstrapServers, schemaRegistry), new HttpOptions(host, port));
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  gateway.close();
                  ended.countDown();
                },
                "millrace-http-end"));
    spec.commandLine()
        .getOut()
        .println("http-gateway listens on http://%s:%d".formatted(host, gateway.port()));
    ended.await();
    return 0;
  }
}
