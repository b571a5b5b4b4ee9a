package io.millrace.registry;

import io.millrace.registry.RegistrySync.State;
import io.millrace.registry.http.HttpOptions;
import io.millrace.registry.watch.DirectoryWatch;
import io.millrace.registry.watch.WatchOptions;
import io.millrace.registry.watch.WatchPolicy;
import io.millrace.schemas.Endpoints;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program as a process of its own: 0 after a signal, 1 after a failure, 2 where it cannot
 * start.
 */
@Command(
    name = "model-registry-sync",
    description = "Decides which version of a model serves: commands in, registry state out.",
    mixinStandardHelpOptions = true,
    versionProvider = RegistrySyncMain.Version.class,
    sortOptions = false)
public final class RegistrySyncMain implements Callable<Integer> {

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
      names = "--state-dir",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the stores, one per process; Kafka holds a copy.")
  private Path stateDir = Path.of("");

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Partitions of the image topics, where they are created (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--no-service-guard",
      description =
          "Do not return to the previous version by itself where more than 1 %% of the outputs of the version in service are not finite.")
  private boolean noServiceGuard;

  @Option(
      names = "--watch",
      paramLabel = "DIR",
      description =
          "Directory of versions, MODEL/NUMBER/model.onnx: what appears is published and rolled out,"
              + " what is removed is retired. Default: none.")
  private @Nullable Path watch;

  @Option(
      names = "--watch-policy",
      paramLabel = "POLICY",
      defaultValue = "latest:1",
      description =
          "Which versions of the directory count: latest:N, all, or specific:N,N; the highest of"
              + " them is put in service (default: ${DEFAULT-VALUE}).")
  private String watchPolicy = "latest:1";

  @Option(
      names = "--watch-interval",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description =
          "Between two looks at the directory; a version is taken when two looks find it unchanged"
              + " (default: ${DEFAULT-VALUE}).")
  private long watchSeconds = 5;

  @Option(
      names = "--standby-replicas",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Other instances that keep a copy of the state, to take over at once and to answer over HTTP; one less than there are instances (default: ${DEFAULT-VALUE}).")
  private int standbyReplicas;

  @Option(
      names = "--http-host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address that --http-port is on, 0.0.0.0 for all (default: ${DEFAULT-VALUE}).")
  private String httpHost = "";

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description =
          "Answer /models, /hosts, /rollouts, /metrics, /healthz and /readyz here, 0 for a free port (default: no HTTP).")
  private @Nullable Integer httpPort;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Version of the jar that runs. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = RegistrySyncMain.class.getPackage().getImplementationVersion();
      return new String[] {"model-registry-sync " + (version == null ? "(no release)" : version)};
    }
  }

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new RegistrySyncMain())
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
    command.getErr().println(e instanceof SyncStartException ? e.getMessage() : e.toString());
    return e instanceof SyncStartException ? UNUSABLE : FAILURE;
  }

  @Override
  public Integer call() throws InterruptedException {
    SyncOptions options = options();
    WatchOptions watching = watchOptions();
    Endpoints endpoints = new Endpoints(bootstrapServers, schemaRegistry);
    CountDownLatch failed = new CountDownLatch(1);
    RegistrySync sync = RegistrySync.start(endpoints, options, state -> tell(state, failed));
    if (httpPort != null) {
      spec.commandLine()
          .getOut()
          .println(
              "model-registry-sync answers on http://%s:%d".formatted(httpHost, sync.httpPort()));
    }
    DirectoryWatch watch = watching == null ? null : DirectoryWatch.start(endpoints, watching);
    Thread end = new Thread(() -> end(watch, sync), "millrace-registry-sync-end");
    Runtime.getRuntime().addShutdownHook(end);
    failed.await();
    spec.commandLine().getErr().println("model-registry-sync cannot go on: " + sync.failure());
    return FAILURE;
  }

  private @Nullable WatchOptions watchOptions() {
    Path directory = watch;
    if (directory == null) {
      return null;
    }
    if (!Files.isDirectory(directory)) {
      throw new ParameterException(
          spec.commandLine(), "--watch: there is no directory " + directory);
    }
    try {
      Duration interval = Duration.ofSeconds(watchSeconds);
      return new WatchOptions(directory, WatchPolicy.parse(watchPolicy), interval);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--watch-…: " + e.getMessage(), e);
    }
  }

  private static void end(@Nullable DirectoryWatch watch, RegistrySync sync) {
    if (watch != null) {
      watch.close();
    }
    sync.close();
  }

  private SyncOptions options() {
    if (partitions < 1) {
      throw new ParameterException(
          spec.commandLine(), "--partitions must be 1 or more, not " + partitions);
    }
    if (standbyReplicas < 0) {
      throw new ParameterException(
          spec.commandLine(), "--standby-replicas must be 0 or more, not " + standbyReplicas);
    }
    if (httpPort != null && (httpPort < 0 || httpPort > 65_535)) {
      throw new ParameterException(
          spec.commandLine(), "--http-port must be 0 to 65535, not " + httpPort);
    }
    HttpOptions http = httpPort == null ? null : new HttpOptions(httpHost, httpPort);
    return new SyncOptions(stateDir, partitions, !noServiceGuard, standbyReplicas, http, Map.of());
  }

  private void tell(State state, CountDownLatch failed) {
    if (state == State.READY) {
      spec.commandLine().getOut().println("model-registry-sync is ready.");
    } else if (state == State.FAILED) {
      failed.countDown();
    }
  }
}
